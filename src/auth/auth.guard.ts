import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import { getRequestContext } from '../request-context/context.decorator.js';
import type { CallerResolver } from './caller-resolver.js';
import { type Caller, deriveCallerId } from '../request-context/caller.js';
import { isOneOf } from './api-keys.js';
import { keyDigest } from './api-keys.js';
import { readApiKeys } from './api-keys.js';

/** Decides who may call and whose key pays upstream. The key itself is checked before the body is read. */
@Injectable()
export class AuthGuard implements CanActivate, CallerResolver {
  private readonly accepted: readonly Buffer[];

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {
    this.accepted = options.proxyKeys.map(keyDigest);
  }

  /** Anybody is served with the proxy's own key: what a caller is told apart by is made up by the caller. */
  get isOpen(): boolean {
    return this.options.upstreamKey !== undefined && this.accepted.length === 0;
  }

  canActivate(context: ExecutionContext): boolean {
    return getRequestContext(context).head.caller !== undefined;
  }

  /** Finds the caller, or throws ApiError 401. */
  authenticate(headers: IncomingHttpHeaders): Caller {
    const { upstreamKey } = this.options;
    const clientKeys = readApiKeys(headers);
    const isOpen = this.accepted.length === 0;
    if (upstreamKey === undefined && isOpen) return this.toPassthroughCaller(clientKeys);
    const digests = clientKeys.map(keyDigest);
    const digest = isOpen ? digests[0] : digests.find((candidate) => isOneOf(candidate, this.accepted));
    if (!isOpen && digest === undefined) {
      throw ApiError.authentication(
        clientKeys.length === 0
          ? 'An API key is required: send it as x-api-key or Authorization: Bearer'
          : 'Invalid API key: it is none of the keys that this proxy accepts',
      );
    }
    return {
      usesProxyKey: true,
      ...(upstreamKey !== undefined && { apiKey: upstreamKey }),
      ...(digest !== undefined && { id: deriveCallerId(digest) }),
    };
  }

  /** Whether a caller may see where the proxy sends its requests; open when no key is configured. */
  isAuthorized(headers: IncomingHttpHeaders): boolean {
    if (this.accepted.length === 0) return true;
    return readApiKeys(headers).some((key) => isOneOf(keyDigest(key), this.accepted));
  }

  /** In passthrough mode the upstream, not this proxy, judges the client's key. */
  private toPassthroughCaller([apiKey]: readonly string[]): Caller {
    if (apiKey === undefined) {
      throw ApiError.authentication(
        'An API key is required: send your provider key as x-api-key or Authorization: Bearer',
      );
    }
    return { apiKey, usesProxyKey: false, id: deriveCallerId(keyDigest(apiKey)) };
  }
}
