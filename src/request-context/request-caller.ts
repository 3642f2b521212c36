import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';
import type { RequestContext } from './request-context.js';

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
