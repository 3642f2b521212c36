import { Logger } from '@nestjs/common';
import type { Configuration } from '../config/configuration.js';
import { ProxyLogger } from '../observability/logging/proxy-logger.js';
import { findFreePort } from '../workers/free-port.js';
import { Supervisor } from '../workers/supervisor.js';
import { INVALID_CONFIGURATION } from './exit-codes.js';
import { CrashHandler, exitOnSignals } from './process-exit.js';
import { createStartMessage } from './start-message.js';
import { createWorkerRequestHandlers } from './worker-requests.js';

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
