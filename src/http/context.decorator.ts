import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller.js';
import type { RequestContext } from './request-context.js';

/** Finds the context of the request that a guard or an interceptor is asked about. */
export function toRequestContext(context: ExecutionContext): RequestContext {
  return context.switchToHttp().getRequest<FastifyRequest>().proxyContext;
}

/** Injects the request's context into a handler. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  toRequestContext(context),
);

/** Injects the caller that the key check found. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => toRequestContext(context).caller,
);
