import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { createMemoryStorage } from '../limits/memory-storage.js';
import { tell } from '../workers/worker-channel.js';
import type { WorkerMessage, WorkerRequests } from '../workers/worker-messages.js';

/** Makes the answers of a primary process; what no worker asks for is not even loaded. */
export function createWorkerRequestHandlers(serving: () => readonly Worker[]): WorkerRequests {
  let storage: Promise<ThrottlerStorage> | undefined;
  return {
    metrics: () => collectMetrics(serving()),
    countRequest: async (...asked) => (await (storage ??= createMemoryStorage())).increment(...asked),
  };
}

type Collected = Extract<WorkerMessage, { type: 'claude-proxy:metrics' }>['metrics'];

/** A worker that takes longer (ms) hangs. */
const PATIENCE = 3_000;

/** Adds up what these workers have counted, in Prometheus' format; one that dies meanwhile or hangs counts for nothing. */
async function collectMetrics(workers: readonly Worker[]): Promise<string> {
  const collected = await Promise.all(workers.map(collectFrom));
  return AggregatorRegistry.aggregate(collected).metrics();
}

function collectFrom(worker: Worker): Promise<Collected> {
  return new Promise((resolve) => {
    const end = (metrics: Collected): void => {
      clearTimeout(deadline);
      worker.off('message', hear).off('exit', leave);
      resolve(metrics);
    };
    const hear = (message: WorkerMessage): void => {
      if (message.type === 'claude-proxy:metrics') end(message.metrics);
    };
    const leave = (): void => end([]);
    const deadline = setTimeout(leave, PATIENCE);
    worker.on('message', hear).on('exit', leave);
    tell(worker, { type: 'claude-proxy:collect' });
  });
}
