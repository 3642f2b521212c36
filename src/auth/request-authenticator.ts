import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { setCaller } from '../request-context/request-accessors.js';
import type { Caller } from '../request-context/request-head.js';
import { CALLER_RESOLVER, type CallerResolver } from './caller-resolver.js';

/** Authenticates requests by their headers, before their body is read. */
@Injectable()
export class RequestAuthenticator {
  constructor(
    @Inject(CALLER_RESOLVER) private callers: CallerResolver,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Accepts every request, for a test that overrides AuthGuard. */
  acceptAllCallers(): void {
    const { upstreamKey: apiKey } = this.options;
    const caller: Caller = { usesProxyKey: true, ...(apiKey !== undefined && { apiKey }) };
    this.callers = { authenticate: () => caller };
  }

  /**
   * Stores the caller in the request, for CurrentCaller and the request's context. Asynchronous only if the resolver is.
   * Throws, or rejects with, the error of the resolver.
   */
  authenticate(request: FastifyRequest): Promise<void> | undefined {
    const caller = this.callers.authenticate(request.headers);
    if (caller instanceof Promise) return caller.then((resolved) => setCaller(request, resolved));
    setCaller(request, caller);
    return undefined;
  }
}
