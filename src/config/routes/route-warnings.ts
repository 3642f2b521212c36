import type { Environment } from '../environment.js';
import { isPublicHost } from '../hosts.js';
import type { Routes } from './routes-file.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from './upstream-entries.js';

/** A condition that does not hold yields `false`. */
type ConfigWarnings = readonly (string | false)[];

/** Finds settings of a routes file that are valid but probably not intended. */
export function findRouteWarnings(routes: Routes, environment: Environment): ConfigWarnings {
  const { upstreams } = routes;
  if (upstreams.length === 0) return [];
  return [
    ...findKeyWarnings(routes, environment),
    ...upstreams.flatMap((upstream) => findUpstreamWarnings(upstream, routes)),
  ];
}

function findKeyWarnings(
  routes: Routes,
  { OPENAI_API_KEY: defaultKey, CLAUDE_PROXY_AUTH_KEY: proxyKeys }: Environment,
): ConfigWarnings {
  if (defaultKey !== undefined) return [];
  const withKey = routes.upstreams.filter(({ apiKey }) => apiKey !== undefined).map(({ name }) => name);
  return [
    proxyKeys === undefined &&
      withKey.length > 0 &&
      `CLAUDE_PROXY_AUTH_KEY is not set: anyone who can connect to this proxy can use the keys of ${withKey.join(', ')}`,
    proxyKeys !== undefined &&
      isUsed(DEFAULT_UPSTREAM, routes) &&
      'OPENAI_API_KEY is not set: requests to the default upstream are sent without a key, because clients send keys of the proxy',
  ];
}

function findUpstreamWarnings({ name, baseUrl, apiKey }: UpstreamOptions, routes: Routes): ConfigWarnings {
  const path = `upstreams.${name}`;
  return [
    !isUsed(name, routes) && `${path} is not used by any route`,
    apiKey !== undefined &&
      baseUrl.protocol === 'http:' &&
      isPublicHost(baseUrl.hostname) &&
      `${path}.baseUrl uses http for a public host: keys and prompts are sent unencrypted; use https`,
    /\/chat\/completions\/*$/.test(baseUrl.pathname) &&
      `${path}.baseUrl ends in /chat/completions, which the proxy appends itself; remove it`,
  ];
}

/** Models that match no route are sent to the default upstream. */
function isUsed(name: string, { routes }: Routes): boolean {
  const isTarget = routes.some(({ targets }) => targets.some(({ upstream }) => upstream === name));
  return isTarget || (name === DEFAULT_UPSTREAM && routes.every(({ pattern }) => pattern !== '*'));
}
