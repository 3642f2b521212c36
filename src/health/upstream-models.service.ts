import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../request-context/caller.js';
import { buildKeyHeaders } from '../upstream/key-headers.js';
import type { Upstream } from '../upstream/upstream.js';

/** Only a help for people: it must not hold up the answer for long (ms). */
const TIMEOUT = 5_000;

/** Discovers which models the upstream offers. */
@Injectable()
export class UpstreamModels {
  constructor(private readonly http: HttpService) {}

  /** Lists the ids by `GET <base>/models`; none when the upstream does not say. */
  async list(upstream: Upstream, caller: Caller | undefined): Promise<readonly string[]> {
    const url = new URL(upstream.urls['chat-completions']);
    url.pathname = url.pathname.replace(/\/chat\/completions$/, '/models');
    try {
      const { data } = await this.http.axiosRef.get<unknown>(url.href, {
        headers: { ...buildKeyHeaders(upstream, caller), ...upstream.headers },
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
