import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { ConfigError } from '../config/config-error.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { createApplication } from '../create-application.js';
import { DrainService } from '../draining/drain.service.js';
import { describeFailure } from '../logging/describe-failure.js';
import { ProxyLogger } from '../logging/proxy-logger.js';
import { BAD_CONFIGURATION } from './exit-codes.js';
import { toStartLine } from './to-start-line.js';

/** Runs the service until a signal ends it; a start that fails ends the process. */
export async function serve(): Promise<void> {
  process.on('uncaughtException', (error) => {
    new ProxyLogger('info').fatal(describeFailure(error));
    process.exit(1);
  });
  await start().catch(fail);
}

async function start(): Promise<void> {
  const { options, warnings } = loadConfiguration();
  const application = await createApplication(options);
  const logger = new Logger('claude-proxy');
  for (const warning of warnings) logger.warn(warning);
  endOn(['SIGTERM', 'SIGINT'], async () => {
    await application.get(DrainService, { strict: false }).drain();
    await application.close();
  });
  await application.listen(options.port, options.host);
  logger.log(toStartLine(options, await application.getUrl()));
}

/** The first signal drains, a second one ends the process at once. */
function endOn(signals: readonly NodeJS.Signals[], drain: () => Promise<void>): void {
  let isEnding = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (isEnding) process.exit(1);
      isEnding = true;
      drain().then(() => process.exit(0), fail);
    });
  }
}

function fail(error: unknown): void {
  const logger = new ProxyLogger('info');
  if (error instanceof ConfigError) {
    for (const problem of error.problems) logger.fatal(problem, 'configuration');
    process.exit(BAD_CONFIGURATION);
  }
  logger.fatal(error);
  process.exit(1);
}
