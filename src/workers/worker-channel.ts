import type { Worker } from 'node:cluster';
import type { PrimaryMessage, WorkerRequests, WorkerMessage } from './worker-messages.js';

type Asked = Extract<WorkerMessage, { type: 'claude-proxy:question' }>;

/** Answers what a worker asks; a failure is an answer as well, so that nobody waits for ever. */
export async function handleWorkerRequest(
  worker: Worker,
  { id, name, args }: Asked,
  questions: WorkerRequests,
): Promise<void> {
  const answer = questions[name] as (...args: readonly unknown[]) => Promise<unknown>;
  const outcome = await answer(...args).then(
    (result) => ({ result }),
    (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
  );
  tell(worker, { type: 'claude-proxy:answer', id, ...outcome });
}

/** Sends a message to a worker, which may just have died. */
export function tell(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined);
}
