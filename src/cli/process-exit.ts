import { describeError } from '../common/error-description.js';
import { ConfigError } from '../config/config-error.js';
import { ProxyLogger } from '../observability/logging/proxy-logger.js';
import { WorkerStartError } from '../workers/supervisor.js';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** The first signal drains and exits with the resulting exit code. A second one exits immediately. */
export function exitOnSignals(drain: () => Promise<number>, onSecondSignal = (): void => undefined): void {
  let isExiting = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isExiting) {
        onSecondSignal();
        process.exit(1);
      }
      isExiting = true;
      drain().then((exitCode) => process.exit(exitCode), exitWithError);
    });
  }
}

/**
 * Workers are drained by the primary process. Terminals and some service managers send signals to all processes at once,
 * and the drain message would then count as the second signal.
 */
export function ignoreSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => undefined);
}

/** Exits after an unhandled error. Until the application exists, there is nothing to clean up. */
export class CrashHandler {
  /** What to do before the process exits. */
  cleanUp: () => Promise<unknown> = () => Promise.resolve();
  private isExiting = false;

  constructor() {
    process.on('uncaughtException', (error) => this.handle(error));
  }

  private handle(error: unknown): void {
    new ProxyLogger('info').fatal(describeError(error));
    // A second error, which may be caused by the first, must not interrupt the clean-up.
    if (this.isExiting) return;
    this.isExiting = true;
    void this.cleanUp().finally(() => process.exit(1));
  }
}

/** Logs why the service cannot start or stop, and exits. */
export function exitWithError(error: unknown): never {
  const logger = new ProxyLogger('info');
  if (error instanceof ConfigError) {
    for (const problem of error.problems) logger.fatal(problem, 'configuration');
    process.exit(INVALID_CONFIGURATION);
  }
  if (error instanceof WorkerStartError) process.exit(error.exitCode);
  logger.fatal(error);
  process.exit(1);
}

/** EX_USAGE of sysexits.h. */
export const INVALID_USAGE = 64;

/** EX_CONFIG of sysexits.h. */
export const INVALID_CONFIGURATION = 78;
