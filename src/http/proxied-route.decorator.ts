import { UseFilters, UseGuards, applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { AuthGuard } from '../auth/auth.guard.js';
import { AnthropicExceptionFilter } from './anthropic-exception.filter.js';
import type { Limit, ProxiedRouteConfig } from '../request-context/request-context.js';

/** Marks a route of the Messages API: authenticated before the body is read, errors in Anthropic's format. */
export function ProxiedRoute(...limits: readonly Limit[]): MethodDecorator {
  const config: ProxiedRouteConfig = { requiresKey: true, limits };
  return applyDecorators(
    RouteConfig({ claudeProxy: config }),
    UseGuards(AuthGuard),
    UseFilters(AnthropicExceptionFilter),
  );
}
