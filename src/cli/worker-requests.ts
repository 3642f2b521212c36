import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import { createMemoryStorage } from '../limits/rate-limit-storage.js';
import { sendToWorker } from '../workers/worker-channel.js';
import type { WorkerMessage, WorkerRequests } from '../workers/worker-messages.js';

/** Creates the primary process's handlers of worker requests. The storage is loaded when it is first needed. */
export function createWorkerRequestHandlers(listening: () => readonly Worker[]): WorkerRequests {
  let storage: Promise<ThrottlerStorage> | undefined;
  return {
    metrics: () => collectMetrics(listening()),
    countRequest: async (...args) => (await (storage ??= createMemoryStorage())).increment(...args),
  };
}

type WorkerMetrics = Extract<WorkerMessage, { type: 'claude-proxy:metrics' }>['metrics'];

/** A worker that does not respond within this time (ms) is unresponsive. */
const METRICS_TIMEOUT = 3_000;

/** Aggregates the metrics of the workers. Workers that exit meanwhile or do not respond are left out. */
async function collectMetrics(workers: readonly Worker[]): Promise<string> {
  const metrics = await Promise.all(workers.map(requestMetrics));
  return AggregatorRegistry.aggregate(metrics).metrics();
}

function requestMetrics(worker: Worker): Promise<WorkerMetrics> {
  return new Promise((resolve) => {
    const settle = (metrics: WorkerMetrics): void => {
      clearTimeout(deadline);
      worker.off('message', onMessage).off('exit', onFailure);
      resolve(metrics);
    };
    const onMessage = (message: WorkerMessage): void => {
      if (message.type === 'claude-proxy:metrics') settle(message.metrics);
    };
    const onFailure = (): void => settle([]);
    const deadline = setTimeout(onFailure, METRICS_TIMEOUT);
    worker.on('message', onMessage).on('exit', onFailure);
    sendToWorker(worker, { type: 'claude-proxy:collect-metrics' });
  });
}
