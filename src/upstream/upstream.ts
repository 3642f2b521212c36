import { isMessagesUpstream } from '../config/messages-upstreams.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { DEFAULT_UPSTREAM } from '../config/routes/upstream-entries.js';
import type { UpstreamOptions } from '../config/routes/upstream-entries.js';
import { buildUpstreamUrls, upstreamApis } from '../conversion/upstream-api-registry.js';
import type { UpstreamUrls } from '../conversion/upstream-api-registry.js';
import { ApiError } from '../errors/api-error.js';
import type { ModelOverrides } from '../providers/configured-overrides.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { resolveProviderProfile } from '../providers/registry.js';
import type { ApiSetting, UpstreamApiName } from '../providers/upstream-api-choice.js';
import type { Caller } from '../request-context/request-head.js';
import { version } from '../version.js';

/** A server that receives converted requests. Everything that does not depend on the request is computed once. */
export interface Upstream {
  readonly name: string;
  readonly baseUrl: URL;
  /** The API that requests are converted to; absent: chosen by the provider and the model. */
  readonly api?: ApiSetting;
  /** Whether its API is the Messages API, unless a model has another one. */
  readonly isMessagesUpstream: boolean;
  readonly urls: UpstreamUrls;
  /** The provider's profile, including the extra body fields of the routes file. */
  readonly profile: ProviderProfile;
  /** Whether requests carry the caller's key instead of the upstream's own. */
  readonly usesCallerKey: boolean;
  /** The configured key, if there is one. */
  readonly apiKey?: string;
  /** The headers of every request, except for those with a key. */
  readonly headers: Readonly<Record<string, string>>;
  /** Strings to mask in error messages: the host, the key, the values of the configured headers. */
  readonly confidential: readonly string[];
  /** The maximum time (ms) without data. */
  readonly timeoutMs: number;
  readonly concurrency: ConcurrencyLimiter;
  /** Overrides for its models; the first pattern that matches applies. */
  readonly modelOverrides: readonly ModelOverrides[];
}

/** Some providers' firewalls reject requests without a user agent. */
const DEFAULT_HEADERS = { 'content-type': 'application/json', 'user-agent': `claude-proxy/${version}` };

/** Creates the upstream that the environment describes. */
export function createDefaultUpstream(options: ProxyOptions): Upstream {
  const { baseUrl, api, provider, upstreamHeaders: headers, requestTimeoutMs } = options;
  const described = { name: DEFAULT_UPSTREAM, baseUrl, headers, extraBody: {}, modelOverrides: options.modelOverrides };
  const chosen = { ...(api && { api }), ...(provider && { provider }) };
  return { ...createUpstream({ ...described, ...chosen }, requestTimeoutMs), usesCallerKey: true };
}

/** Creates an upstream of the routes file. Its own model entries take precedence over those of all upstreams. */
export function createNamedUpstream(upstream: UpstreamOptions, options: ProxyOptions): Upstream {
  const modelOverrides = [...upstream.modelOverrides, ...options.modelOverrides];
  return createUpstream({ ...upstream, modelOverrides }, options.requestTimeoutMs);
}

function createUpstream(options: UpstreamOptions, requestTimeoutMs: number): Upstream {
  const { name, baseUrl, api, provider, apiKey, headers, extraBody, modelOverrides } = options;
  const profile = resolveProviderProfile(baseUrl, provider);
  return {
    name,
    baseUrl,
    ...(api && { api }),
    isMessagesUpstream: isMessagesUpstream(options),
    urls: buildUpstreamUrls(baseUrl, profile),
    profile: Object.keys(extraBody).length > 0 ? { ...profile, extraBody } : profile,
    usesCallerKey: false,
    ...(apiKey !== undefined && { apiKey }),
    headers: { ...DEFAULT_HEADERS, ...headers },
    confidential: [
      ...collectConfidential(baseUrl),
      ...(apiKey === undefined ? [] : [apiKey]),
      ...Object.values(headers),
    ],
    timeoutMs: options.timeoutMs ?? requestTimeoutMs,
    concurrency: new ConcurrencyLimiter(options.maxConcurrency),
    modelOverrides,
  };
}

/** The parts of a URL that no error message may contain. The version of Azure's API is not secret, and errors refer to it. */
function collectConfidential({ host, username, password, searchParams }: URL): readonly string[] {
  const query = [...searchParams].filter(([name]) => name !== 'api-version').map(([, value]) => value);
  return [host, username, password, ...query];
}

/** Builds the headers with the caller's or the configured key. The headers of the upstream take precedence. */
export function buildKeyHeaders(
  { usesCallerKey, apiKey, profile }: Upstream,
  caller: Caller | undefined,
  api: UpstreamApiName = 'chat-completions',
): Readonly<Record<string, string>> {
  const key = usesCallerKey ? caller?.apiKey : apiKey;
  return key === undefined ? {} : upstreamApis[api].authorize(key, profile);
}

/** Limits the concurrent requests to an upstream. */
class ConcurrencyLimiter {
  private active = 0;

  constructor(private readonly limit = Infinity) {}

  get isFull(): boolean {
    return this.active >= this.limit;
  }

  /** Throws an ApiError if the limit is reached. */
  acquire(): void {
    if (this.isFull) throw ApiError.overloaded(`Upstream concurrency limit reached (${this.limit}); retry later`);
    this.active += 1;
  }

  release(): void {
    this.active -= 1;
  }
}
