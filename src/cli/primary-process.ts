import { Logger } from '@nestjs/common';
import type { Configuration } from '../config/load-configuration.js';
import { ProxyLogger } from '../observability/logging/proxy-logger.js';
import { findFreePort } from '../workers/free-port.js';
import { Supervisor } from '../workers/supervisor.js';
import { BAD_CONFIGURATION, endOnCrash, endOnSignals } from './process-exit.js';
import { formatStartMessage } from './start-message.js';
import { createWorkerRequestHandlers } from './worker-requests.js';

/** What a worker may take (ms) beside its drain: for its last words, and to end. */
const EXIT_TIME = 6_000;

/** Serves in several processes that this one supervises. */
export async function runWorkers({ options, warnings }: Configuration): Promise<void> {
  Logger.overrideLogger(new ProxyLogger(options.logLevel));
  const logger = new Logger('claude-proxy');
  for (const warning of warnings) logger.warn(warning);
  const port = options.port === 0 ? await findFreePort(options.host) : options.port;
  const supervisor = new Supervisor({
    size: options.workers,
    environment: { CLAUDE_PROXY_PORT: String(port) },
    patienceMs: options.shutdownDelayMs + options.drainTimeoutMs + EXIT_TIME,
    createHandlers: createWorkerRequestHandlers,
    hopelessCode: BAD_CONFIGURATION,
    onHopeless: () => void supervisor.end().then(() => process.exit(BAD_CONFIGURATION)),
  });
  endOnCrash().speak = () => supervisor.end();
  endOnSignals(
    async () => ((await supervisor.end()) ? 0 : 1),
    () => supervisor.kill(),
  );
  logger.log({ ...formatStartMessage(options, await supervisor.start()), workers: options.workers });
}
