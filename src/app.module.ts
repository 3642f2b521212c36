import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { ClaudeProxyModule } from './claude-proxy.module.js';
import type { ProxyOptions } from './config/proxy-options.js';
import { AnthropicExceptionFilter } from './http/anthropic-exception.filter.js';
import { ApiDocument } from './openapi/api-document.service.js';
import { OpenApiController } from './openapi/openapi.controller.js';

/** The service as shipped: the configuration and the proxy, which also answers unknown paths. */
@Module({})
export class AppModule {
  /** Takes options that were validated before the application exists, so that all problems are reported at once. */
  static with(options: ProxyOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => ({ proxy: options })],
        }),
        ClaudeProxyModule.forRootAsync({
          isStandalone: true,
          inject: [ConfigService],
          useFactory: (config: ConfigService<{ proxy: ProxyOptions }, true>) => config.get('proxy', { infer: true }),
        }),
      ],
      controllers: [OpenApiController],
      providers: [ApiDocument, { provide: APP_FILTER, useExisting: AnthropicExceptionFilter }],
    };
  }
}
