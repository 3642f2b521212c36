import { Module } from '@nestjs/common';
import { AnthropicExceptionFilter } from './anthropic-exception.filter.js';
import { RequestHooks } from './request-hooks.js';
import { RouteRegistry } from './route-registry.js';
import { SseInterceptor } from './sse.interceptor.js';

/** Handles HTTP outside of controllers: Fastify hooks, server-sent events and the error format. */
@Module({
  providers: [AnthropicExceptionFilter, RequestHooks, RouteRegistry, SseInterceptor],
  exports: [AnthropicExceptionFilter, RequestHooks, RouteRegistry, SseInterceptor],
})
export class ProxyHttpModule {}
