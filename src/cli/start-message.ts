import type { ProxyOptions } from '../config/proxy-options.js';
import { version } from '../version.js';

/** The log entry of a successful start: the address, the authentication mode, the provider and the models. */
export function createStartMessage(options: ProxyOptions, url: string): Readonly<Record<string, unknown>> {
  const { upstreamKey, proxyKeys, baseUrl, api = 'auto', bigModel, smallModel, upstreams } = options;
  return {
    message: `claude-proxy ${version} is listening on ${url}`,
    version,
    url,
    mode: upstreamKey === undefined && proxyKeys.length === 0 ? 'passthrough' : 'fixed',
    upstreamHost: baseUrl.host,
    api,
    bigModel,
    smallModel,
    ...(upstreams.length > 0 && { upstreams: upstreams.map(({ name }) => name) }),
  };
}
