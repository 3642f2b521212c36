import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { Dialect } from '../dialects/dialect.js';
import { UPSTREAM_DIALECT } from '../upstream/upstream-dialect.js';

/** Only a help for people: it must not hold up the answer for long (ms). */
const TIMEOUT = 5_000;

/** Discovers which models the upstream offers. */
@Injectable()
export class UpstreamModels {
  constructor(
    private readonly http: HttpService,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    @Inject(UPSTREAM_DIALECT) private readonly dialect: Dialect,
  ) {}

  /** Lists the ids by `GET <base>/models`; none when the upstream does not say. */
  async list(caller: Caller | undefined): Promise<readonly string[]> {
    const url = this.dialect.chatUrl(this.options.baseUrl);
    url.pathname = url.pathname.replace(/\/chat\/completions$/, '/models');
    const key = caller?.apiKey === undefined ? {} : this.dialect.authorize(caller.apiKey);
    try {
      const { data } = await this.http.axiosRef.get<unknown>(url.href, {
        headers: { ...key, ...this.options.upstreamHeaders },
        signal: AbortSignal.timeout(TIMEOUT),
        maxRedirects: 0,
        maxContentLength: 4 * 1024 * 1024,
      });
      return toIds(data);
    } catch {
      // The list is an extra: the failure that people came for is reported anyway.
      return [];
    }
  }
}

function toIds(body: unknown): readonly string[] {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  if (!Array.isArray(data)) return [];
  return data
    .map((model: unknown) => (typeof model === 'object' && model !== null && 'id' in model ? model.id : undefined))
    .filter((id): id is string => typeof id === 'string');
}
