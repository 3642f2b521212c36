import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { ProxyOptions } from './config/proxy-options.js';
import { createProxyAdapter } from './http/proxy-adapter.js';
import { ProxyLogger } from './observability/logging/proxy-logger.js';
import { ApiDocument } from './openapi/api-document.service.js';

/** Makes the service, ready to listen. */
export async function createApplication(options: ProxyOptions): Promise<NestFastifyApplication> {
  const application = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(options),
    createProxyAdapter(options),
    {
      logger: new ProxyLogger(options.logLevel),
      // A failed start must reach main, not end the process in Nest's own words.
      abortOnError: false,
      // Fastify's own JSON parser is all that is needed.
      bodyParser: false,
    },
  );
  application.get(ApiDocument).describe(application);
  if (options.apiDocs) (await import('./openapi/serve-api-docs.js')).serveApiDocs(application);
  return application;
}
