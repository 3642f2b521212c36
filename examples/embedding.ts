/** A Nest application that serves the Messages API in addition to its own controllers. */
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Writable } from 'node:stream';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClaudeProxyModule, createProxyAdapter, loadConfiguration } from 'claude-proxy';
import type { ProxyOptions } from 'claude-proxy';
import { AUDIT_SINK, AuditLog } from './audit-log.observer.js';
import { MemoryQuotaStore, QUOTA_PER_DAY, QUOTA_STORE, TenantLedger, TenantQuotaGuard } from './tenant-quota.guard.js';
import { TokenMeter } from './token-meter.interceptor.js';

@Controller('hello')
class HelloController {
  @Get()
  hello(): { readonly hello: string } {
    return { hello: 'world' };
  }
}

@Module({})
export class HostModule {
  static with(options: ProxyOptions, quotaPerDay: number, auditSink: Writable): DynamicModule {
    return {
      module: HostModule,
      controllers: [HelloController],
      imports: [
        ClaudeProxyModule.forRoot({
          ...options,
          guards: [TenantQuotaGuard],
          interceptors: [TokenMeter],
          observers: [TenantLedger, AuditLog],
          providers: [
            { provide: QUOTA_STORE, useClass: MemoryQuotaStore },
            { provide: QUOTA_PER_DAY, useValue: quotaPerDay },
            { provide: AUDIT_SINK, useValue: auditSink },
          ],
        }),
      ],
    };
  }
}

/** Reads the same environment variables as the standalone service. */
export async function start(): Promise<NestFastifyApplication> {
  const { options } = loadConfiguration();
  // The adapter sets body limits, timeouts and the error bodies for malformed HTTP requests.
  const application = await NestFactory.create<NestFastifyApplication>(
    HostModule.with(options, 1_000_000, process.stdout),
    createProxyAdapter(options),
  );
  await application.listen(options.port, options.host);
  return application;
}
