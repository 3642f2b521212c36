import { Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Configuration } from '../config/configuration.js';
import { createMemoryStorage } from '../limits/rate-limit-storage.js';
import { ProxyLogger } from '../observability/logging/proxy-logger.js';
import { findFreePort } from '../workers/free-port.js';
import { Supervisor } from '../workers/supervisor.js';
import { sendToWorker } from '../workers/worker-channel.js';
import type { WorkerMessage, WorkerRequests } from '../workers/worker-channel.js';
import { CrashHandler, INVALID_CONFIGURATION, exitOnSignals } from './process-exit.js';
import { createStartMessage } from './start-message.js';

/** How long (ms) a worker may take to exit after its drain timeout. */
const EXIT_GRACE = 6_000;

/** Runs the service in several worker processes and supervises them. */
export async function runWorkers({ options, warnings }: Configuration): Promise<void> {
  Logger.overrideLogger(new ProxyLogger(options.logLevel));
  const logger = new Logger('claude-proxy');
  for (const warning of warnings) logger.warn(warning);
  const port = options.port === 0 ? await findFreePort(options.host) : options.port;
  const supervisor = new Supervisor({
    size: options.workers,
    environment: { CLAUDE_PROXY_PORT: String(port) },
    graceMs: options.shutdownDelayMs + options.drainTimeoutMs + EXIT_GRACE,
    createHandlers: createWorkerRequestHandlers,
    fatalExitCode: INVALID_CONFIGURATION,
    onFatalExit: () => void supervisor.stop().then(() => process.exit(INVALID_CONFIGURATION)),
  });
  new CrashHandler().cleanUp = () => supervisor.stop();
  exitOnSignals(
    async () => ((await supervisor.stop()) ? 0 : 1),
    () => supervisor.kill(),
  );
  logger.log({ ...createStartMessage(options, await supervisor.start()), workers: options.workers });
}

/** Creates the primary process's handlers of worker requests. The storage is loaded when it is first needed. */
function createWorkerRequestHandlers(listening: () => readonly Worker[]): WorkerRequests {
  let storage: Promise<ThrottlerStorage> | undefined;
  let metrics: Promise<string> | undefined;
  return {
    // Requests at the same time share one collection.
    metrics: () => (metrics ??= collectMetrics(listening()).finally(() => (metrics = undefined))),
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
