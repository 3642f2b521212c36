import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { DynamicModule, LoggerService, ModuleMetadata, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { createProxyAdapter } from '../../src/index.js';
import { testOptions } from './options.js';

export interface HostApplication {
  readonly url: string;
  readonly application: NestFastifyApplication;
  close(): Promise<void>;
}

interface HostSettings {
  readonly configure?: (application: NestFastifyApplication) => unknown;
  readonly adapter?: FastifyAdapter;
  readonly logger?: LoggerService | false;
}

/** Creates the root module of an application that embeds the proxy. */
export function hostModule(metadata: ModuleMetadata): Type {
  @Module(metadata)
  class HostModule {}
  return HostModule;
}

/** Starts an application that embeds the proxy, on a free port of loopback. */
export async function startHost(
  module: Type | DynamicModule,
  { configure, adapter = createProxyAdapter(testOptions({})), logger = false }: HostSettings = {},
): Promise<HostApplication> {
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    abortOnError: false,
  });
  await configure?.(application);
  return serve(application);
}

/** Lets an application listen on a free port of loopback. */
export async function serve(application: NestFastifyApplication): Promise<HostApplication> {
  await application.listen(0, '127.0.0.1');
  return {
    url: await application.getUrl(),
    application,
    close: async () => {
      application.getHttpServer().closeAllConnections();
      await application.close();
    },
  };
}

/** Collects the messages of an application's logger. */
export class CollectingLogger implements LoggerService {
  readonly messages: { readonly level: string; readonly message: unknown; readonly context: unknown }[] = [];

  log(message: unknown, context?: unknown): void {
    this.messages.push({ level: 'log', message, context });
  }
  warn(message: unknown, context?: unknown): void {
    this.messages.push({ level: 'warn', message, context });
  }
  error(message: unknown, ...details: unknown[]): void {
    this.messages.push({ level: 'error', message, context: details.at(-1) });
  }
}
