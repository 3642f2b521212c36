import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Worker } from 'node:cluster';

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

/** Requests that only the primary process can handle, because they concern all workers. */
export interface WorkerRequests {
  /** Returns the metrics of all workers in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  /** Counts a request of a caller across all workers. */
  readonly countRequest: ThrottlerStorage['increment'];
}

/** What a worker sends to the primary process. */
export type WorkerMessage =
  | { readonly type: 'claude-proxy:listening'; readonly url: string }
  | { readonly type: 'claude-proxy:metrics'; readonly metrics: object[] }
  | {
      readonly type: 'claude-proxy:request';
      readonly id: number;
      readonly name: keyof WorkerRequests;
      readonly args: readonly unknown[];
    };

/** What the primary process sends to a worker. A response has a result or an error. */
export type PrimaryMessage =
  | { readonly type: 'claude-proxy:drain' }
  | { readonly type: 'claude-proxy:collect-metrics' }
  | { readonly type: 'claude-proxy:response'; readonly id: number; readonly result?: unknown; readonly error?: string };
