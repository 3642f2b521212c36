import type { Worker } from 'node:cluster';
import type { PrimaryMessage, WorkerRequests, WorkerMessage } from './worker-messages.js';

type WorkerRequest = Extract<WorkerMessage, { type: 'claude-proxy:request' }>;

/** Handles a worker's request and sends the response. A failure is sent as well, so that the worker does not wait forever. */
export async function handleWorkerRequest(
  worker: Worker,
  { id, name, args }: WorkerRequest,
  handlers: WorkerRequests,
): Promise<void> {
  const handle = handlers[name] as (...args: readonly unknown[]) => Promise<unknown>;
  const outcome = await handle(...args).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  sendToWorker(worker, { type: 'claude-proxy:response', id, ...outcome });
}

/** Does nothing if the worker has exited. */
export function sendToWorker(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}
