import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';
import type { RequestContext } from './request-context.js';

/** Finds the context of the request that a guard or an interceptor is asked about. */
export function toRequestContext(context: ExecutionContext): RequestContext {
  return context.switchToHttp().getRequest<FastifyRequest>().proxyContext;
}

/** Whether the request goes to the Messages API: a host application has routes, and ways to be called, of its own. */
export function isProxiedRequest(context: ExecutionContext): boolean {
  if (context.getType() !== 'http') return false;
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (request.proxyContext as RequestContext | undefined)?.isProxied === true;
}

/** Injects the request's context into a handler. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  toRequestContext(context),
);

/** Injects the caller that the key check found. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => toRequestContext(context).caller,
);
