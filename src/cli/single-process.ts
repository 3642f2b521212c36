import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../config/configuration.js';
import { createApplication } from '../create-application.js';
import { DrainService } from '../lifecycle/drain.service.js';
import { RequestLogBatcher } from '../observability/request-log-batcher.js';
import { PrimaryChannel, isWorker } from '../workers/primary-channel.js';
import { CrashHandler, exitOnSignals, exitWithError, ignoreSignals } from './process-exit.js';
import { createStartMessage } from './start-message.js';

/** Runs the service in this process, alone or as one of several workers. */
export async function runService({ options, warnings }: Configuration): Promise<void> {
  const isAlone = !isWorker(options);
  if (!isAlone) ignoreSignals();
  const crashHandler = new CrashHandler();
  const application = await createApplication(options);
  const drain = application.get(DrainService, { strict: false });
  const requestLog = application.get(RequestLogBatcher, { strict: false });
  crashHandler.cleanUp = () => drain.terminate().finally(() => requestLog.flush());
  const logger = new Logger('claude-proxy');
  const primary = application.get(PrimaryChannel, { strict: false });
  const stop = () => drainAndClose(drain, application);
  if (isAlone) {
    for (const warning of warnings) logger.warn(warning);
    exitOnSignals(stop);
  } else primary.drainRequested.then(stop).then((exitCode) => process.exit(exitCode), exitWithError);
  await application.listen(options.port, options.host);
  const url = await application.getUrl();
  if (isAlone) logger.log(createStartMessage(options, url));
  else primary.reportListening(url);
}

async function drainAndClose(drain: DrainService, application: NestFastifyApplication): Promise<number> {
  await drain.drain();
  await application.close();
  return 0;
}
