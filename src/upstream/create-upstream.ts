import type { ProxyOptions } from '../config/proxy-options.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from '../config/routes/upstream-entries.js';
import { buildUpstreamUrls } from '../conversion/upstream-api-registry.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { resolveProviderProfile } from '../providers/registry.js';
import { version } from '../version.js';
import { ConcurrencyLimiter } from './concurrency-limiter.js';
import type { Upstream } from './upstream.js';

/** Some providers' firewalls reject requests without a user agent. */
const OWN_HEADERS = { 'content-type': 'application/json', 'user-agent': `claude-proxy/${version}` };

/** Creates the upstream that the environment describes. */
export function createDefaultUpstream(options: ProxyOptions): Upstream {
  const { baseUrl, provider, upstreamHeaders: headers, requestTimeoutMs } = options;
  const described = { name: DEFAULT_UPSTREAM, baseUrl, headers, extraBody: {}, modelOverrides: options.modelOverrides };
  return { ...createUpstream({ ...described, ...(provider && { provider }) }, requestTimeoutMs), usesCallerKey: true };
}

/** Creates an upstream of the routes file. Its own model entries take precedence over those of all upstreams. */
export function createNamedUpstream(upstream: UpstreamOptions, options: ProxyOptions): Upstream {
  const modelOverrides = [...upstream.modelOverrides, ...options.modelOverrides];
  return createUpstream({ ...upstream, modelOverrides }, options.requestTimeoutMs);
}

function createUpstream(options: UpstreamOptions, requestTimeoutMs: number): Upstream {
  const { name, baseUrl, provider, apiKey, headers, extraBody, modelOverrides } = options;
  const profile = resolveProviderProfile(baseUrl, provider);
  return {
    name,
    baseUrl,
    api: 'chat-completions',
    urls: buildUpstreamUrls(baseUrl, profile),
    profile: Object.keys(extraBody).length > 0 ? addExtraBody(profile, extraBody) : profile,
    usesCallerKey: false,
    ...(apiKey !== undefined && { apiKey }),
    headers: { ...OWN_HEADERS, ...(apiKey !== undefined && profile.authorize(apiKey)), ...headers },
    confidential: [baseUrl.host, ...(apiKey === undefined ? [] : [apiKey]), ...Object.values(headers)],
    timeoutMs: options.timeoutMs ?? requestTimeoutMs,
    concurrency: new ConcurrencyLimiter(options.maxConcurrency),
    modelOverrides,
  };
}

function addExtraBody(profile: ProviderProfile, extraBody: UpstreamOptions['extraBody']): ProviderProfile {
  return { ...profile, refine: (request) => ({ ...profile.refine(request), ...extraBody }) };
}
