import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../request-context/request-head.js';
import { buildKeyHeaders } from '../upstream/upstream.js';
import type { Upstream } from '../upstream/upstream.js';

/** How long (ms) to wait for the list, which is only additional information. */
const TIMEOUT = 5_000;

/** Finds out which models an upstream offers. */
@Injectable()
export class UpstreamModels {
  constructor(private readonly http: HttpService) {}

  /** Lists the model ids from `GET <base>/models`. Returns an empty list if the request fails. */
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
      return parseModelIds(data);
    } catch {
      // The list is optional: the failed connection test is reported without it.
      return [];
    }
  }
}

function parseModelIds(body: unknown): readonly string[] {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  if (!Array.isArray(data)) return [];
  return data
    .map((model: unknown) => (typeof model === 'object' && model !== null && 'id' in model ? model.id : undefined))
    .filter((id): id is string => typeof id === 'string');
}
