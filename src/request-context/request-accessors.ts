import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from './request-context.js';
import type { Caller, RequestHead } from './request-head.js';
import type { RequestRecord } from './request-record.js';

/** Returns everything about the request that a guard or an interceptor handles. Internal. */
function getRequestContext(context: ExecutionContext): RequestContext {
  return context.switchToHttp().getRequest<FastifyRequest>().proxyContext;
}

/** Returns the head of the request that a guard or an interceptor handles: ids, route, headers, caller. */
export function getRequestHead(context: ExecutionContext): RequestHead {
  return getRequestContext(context).head;
}

/** Returns the record of the request that an interceptor handles, as observers read it. It fills up over time. */
export function getRequestRecord(context: ExecutionContext): RequestRecord {
  return getRequestContext(context).record;
}

/** Whether the request goes to the Messages API, not to a route of the host application. */
export function isProxiedRequest(context: ExecutionContext): boolean {
  if (context.getType() !== 'http') return false;
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (request.proxyContext as RequestContext | undefined)?.head.isProxied === true;
}

/** Injects the request's context into a handler. Internal. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  getRequestContext(context),
);

/** Injects the authenticated caller, also into a host application's handlers that AuthGuard protects. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller | undefined =>
  findCaller(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The callers of requests to a host application's own controllers, which have no RequestContext. */
const hostCallers = new WeakMap<FastifyRequest, Caller>();

/** Stores the caller that authentication found. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  const context = contextOf(request);
  if (context) context.setCaller(caller);
  else hostCallers.set(request, caller);
}

/** The authenticated caller; undefined if the request was not authenticated. */
export function findCaller(request: FastifyRequest): Caller | undefined {
  return contextOf(request)?.head.caller ?? hostCallers.get(request);
}

const contextOf = ({ proxyContext }: FastifyRequest): RequestContext | undefined => proxyContext;

/** A typed value that a platform's guards, interceptors and observers share for one request. */
export class ContextKey<Value> {
  private readonly values = new WeakMap<RequestHead, Value>();

  get(head: RequestHead): Value | undefined {
    return this.values.get(head);
  }

  set(head: RequestHead, value: Value): void {
    this.values.set(head, value);
  }
}
