import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { ProxyOptions } from './config/proxy-options.js';
import { createProxyAdapter } from './http/proxy-adapter.js';
import { ProxyLogger } from './logging/proxy-logger.js';

/** Makes the service, ready to listen. */
export function createApplication(options: ProxyOptions): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(AppModule.with(options), createProxyAdapter(options), {
    logger: new ProxyLogger(options.logLevel),
    // A failed start must reach main, not end the process in Nest's own words.
    abortOnError: false,
    // Fastify's own JSON parser is all that is needed.
    bodyParser: false,
  });
}
