import type { ProxyOptions } from '../config/proxy-options.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from '../config/routes/upstream-options.js';
import type { Dialect } from '../dialects/dialect.js';
import { pickDialect } from '../dialects/index.js';
import { version } from '../version.js';
import { Places } from './places.js';
import type { Upstream } from './upstream.js';

/** Some providers' firewalls turn away requests without a user agent. */
const OWN_HEADERS = { 'content-type': 'application/json', 'user-agent': `claude-proxy/${version}` };

/** Makes the upstream that the environment describes. */
export function toDefaultUpstream(options: ProxyOptions): Upstream {
  const { baseUrl, provider, upstreamHeaders: headers, requestTimeoutMs } = options;
  const described = { name: DEFAULT_UPSTREAM, baseUrl, headers, extraBody: {}, modelSettings: options.modelSettings };
  return { ...toUpstream({ ...described, ...(provider && { provider }) }, requestTimeoutMs), takesCallersKey: true };
}

/** Makes one of the upstreams of the routes file. What is said of the models of all upstreams comes behind its own. */
export function toNamedUpstream(upstream: UpstreamOptions, options: ProxyOptions): Upstream {
  const modelSettings = [...upstream.modelSettings, ...options.modelSettings];
  return toUpstream({ ...upstream, modelSettings }, options.requestTimeoutMs);
}

function toUpstream(options: UpstreamOptions, requestTimeoutMs: number): Upstream {
  const { name, baseUrl, provider, apiKey, headers, extraBody, modelSettings } = options;
  const dialect = pickDialect(baseUrl, provider);
  return {
    name,
    baseUrl,
    chatUrl: dialect.chatUrl(baseUrl),
    dialect: Object.keys(extraBody).length > 0 ? withExtraBody(dialect, extraBody) : dialect,
    takesCallersKey: false,
    ...(apiKey !== undefined && { apiKey }),
    headers: { ...OWN_HEADERS, ...(apiKey !== undefined && dialect.authorize(apiKey)), ...headers },
    confidential: [baseUrl.host, ...(apiKey === undefined ? [] : [apiKey]), ...Object.values(headers)],
    timeoutMs: options.timeoutMs ?? requestTimeoutMs,
    places: new Places(options.maxConcurrency),
    modelSettings,
  };
}

function withExtraBody(dialect: Dialect, extraBody: UpstreamOptions['extraBody']): Dialect {
  return { ...dialect, refine: (request) => ({ ...dialect.refine(request), ...extraBody }) };
}
