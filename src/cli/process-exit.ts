import { describeError } from '../common/describe-error.js';
import { ConfigError } from '../config/config-error.js';
import { ProxyLogger } from '../observability/logging/proxy-logger.js';
import { WorkerStartError } from '../workers/supervisor.js';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** The first signal drains and ends with the exit code of that, a second one ends the process at once. */
export function endOnSignals(drain: () => Promise<number>, endNow = (): void => undefined): void {
  let isEnding = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isEnding) {
        endNow();
        process.exit(1);
      }
      isEnding = true;
      drain().then((exitCode) => process.exit(exitCode), fail);
    });
  }
}

/**
 * Leaves signals to the primary process: a terminal and some service managers send them to all processes at once, and the
 * primary's order to drain would count as the second one.
 */
export function ignoreSignals(): void {
  for (const signal of SIGNALS) process.on(signal, () => undefined);
}

/** What is to be done before a process ends that has failed. */
interface LastWords {
  speak: () => Promise<unknown>;
}

/** Ends the process after a failure that nobody foresaw, once its last words are spoken. */
export function endOnCrash(): LastWords {
  const lastWords: LastWords = { speak: () => Promise.resolve() };
  let isEnding = false;
  process.on('uncaughtException', (error) => {
    new ProxyLogger('info').fatal(describeError(error));
    // What fails because of the first failure must not cut them short.
    if (isEnding) return;
    isEnding = true;
    void lastWords.speak().finally(() => process.exit(1));
  });
  return lastWords;
}

/** Ends the process with the reason why it cannot serve. */
export function fail(error: unknown): never {
  const logger = new ProxyLogger('info');
  if (error instanceof ConfigError) {
    for (const problem of error.problems) logger.fatal(problem, 'configuration');
    process.exit(BAD_CONFIGURATION);
  }
  if (error instanceof WorkerStartError) process.exit(error.exitCode);
  logger.fatal(error);
  process.exit(1);
}

/** EX_USAGE of sysexits.h. */
export const BAD_USAGE = 64;

/** EX_CONFIG of sysexits.h. */
export const BAD_CONFIGURATION = 78;
