import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ClaudeProxyModule } from './claude-proxy.module.js';
import type { ProxyOptions } from './config/proxy-options.js';
import { HealthModule } from './health/health.module.js';
import { AnthropicExceptionFilter } from './http/anthropic-exception.filter.js';
import { RequestHooks } from './http/request-hooks.js';
import { MetricsModule } from './observability/metrics/metrics.module.js';
import { TracingModule } from './observability/tracing/tracing.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';

/** The standalone service: the Messages API with health, metrics, tracing and the API document. */
@Module({})
export class AppModule {
  constructor(hooks: RequestHooks) {
    // All routes belong to the service, and so do the errors of unknown paths.
    hooks.coverAllRoutes();
  }

  /** Takes validated options, so that all problems are reported before the application is created. */
  static with(options: ProxyOptions): DynamicModule {
    const proxy = ClaudeProxyModule.forRoot(options);
    const addProxy = (module: DynamicModule['module']): DynamicModule => ({ module, imports: [proxy] });
    return {
      module: AppModule,
      imports: [proxy, addProxy(HealthModule), addProxy(MetricsModule), addProxy(TracingModule), OpenApiModule],
      providers: [{ provide: APP_FILTER, useExisting: AnthropicExceptionFilter }],
    };
  }
}
