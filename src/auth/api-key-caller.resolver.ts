import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import { type Caller, deriveCallerId } from '../request-context/request-head.js';
import { digestKey, isAcceptedKey, readApiKeys } from './api-keys.js';
import type { CallerResolver } from './caller-resolver.js';

const HOW_TO_SEND = 'x-api-key or Authorization: Bearer';

/** Authenticates callers by API key and selects the key for the upstream. */
@Injectable()
export class ApiKeyCallerResolver implements CallerResolver {
  private readonly accepted: readonly Buffer[];

  constructor(@Inject(PROXY_OPTIONS) private readonly options: ProxyOptions) {
    this.accepted = options.proxyKeys.map(digestKey);
  }

  /** True if every request is accepted and paid for by the proxy's own key. Clients can then make up any caller id. */
  get isOpen(): boolean {
    return this.options.upstreamKey !== undefined && this.accepted.length === 0;
  }

  /** Throws an ApiError (401) if no accepted key was sent. */
  authenticate(headers: IncomingHttpHeaders): Caller {
    const { upstreamKey } = this.options;
    const clientKeys = readApiKeys(headers);
    const acceptsAnyKey = this.accepted.length === 0;
    if (upstreamKey === undefined && acceptsAnyKey) return this.createPassthroughCaller(clientKeys);
    const digests = clientKeys.map(digestKey);
    const digest = acceptsAnyKey ? digests[0] : digests.find((candidate) => isAcceptedKey(candidate, this.accepted));
    if (!acceptsAnyKey && digest === undefined) {
      throw ApiError.authentication(
        clientKeys.length === 0
          ? `An API key is required: send it as ${HOW_TO_SEND}`
          : `Invalid API key: send a key that this proxy accepts as ${HOW_TO_SEND}`,
      );
    }
    return {
      usesProxyKey: true,
      ...(upstreamKey !== undefined && { apiKey: upstreamKey }),
      ...(digest !== undefined && { id: deriveCallerId(digest) }),
    };
  }

  /** Whether a caller may see where the proxy sends its requests. Always true if no proxy key is configured. */
  isAuthorized(headers: IncomingHttpHeaders): boolean {
    if (this.accepted.length === 0) return true;
    return readApiKeys(headers).some((key) => isAcceptedKey(digestKey(key), this.accepted));
  }

  /** In passthrough mode the upstream validates the client's key. */
  private createPassthroughCaller([apiKey]: readonly string[]): Caller {
    if (apiKey === undefined) {
      throw ApiError.authentication(`An API key is required: send your provider key as ${HOW_TO_SEND}`);
    }
    return { apiKey, usesProxyKey: false, id: deriveCallerId(digestKey(apiKey)) };
  }
}
