import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../config/load-configuration.js';
import { createApplication } from '../create-application.js';
import { DrainService } from '../lifecycle/drain.service.js';
import { RequestLogBatcher } from '../observability/request-log-batcher.js';
import { PrimaryChannel, isWorker } from '../workers/primary-channel.js';
import { endOnCrash, endOnSignals, fail, ignoreSignals } from './process-exit.js';
import { formatStartMessage } from './start-message.js';

/** Serves in this process, alone or as one of several workers. */
export async function runService({ options, warnings }: Configuration): Promise<void> {
  const isAlone = !isWorker(options);
  if (!isAlone) ignoreSignals();
  const lastWords = endOnCrash();
  const application = await createApplication(options);
  const drain = application.get(DrainService, { strict: false });
  const ended = application.get(RequestLogBatcher, { strict: false });
  lastWords.speak = () => drain.abandon().finally(() => ended.flush());
  const logger = new Logger('claude-proxy');
  const primary = application.get(PrimaryChannel, { strict: false });
  const end = () => drainAndClose(drain, application);
  if (isAlone) {
    for (const warning of warnings) logger.warn(warning);
    endOnSignals(end);
  } else primary.drainOrder.then(end).then((exitCode) => process.exit(exitCode), fail);
  await application.listen(options.port, options.host);
  const url = await application.getUrl();
  if (isAlone) logger.log(formatStartMessage(options, url));
  else primary.reportServing(url);
}

async function drainAndClose(drain: DrainService, application: NestFastifyApplication): Promise<number> {
  await drain.drain();
  await application.close();
  return 0;
}
