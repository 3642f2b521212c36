import type { Environment } from '../environment.js';
import { isPublicHost } from '../hosts.js';
import type { Routes } from './routes-file.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from './upstream-entries.js';

/** Something doubtful: whether it is there, and what is said about it. */
type Doubt = readonly [boolean, string];

/** Finds what is allowed in a routes file but hardly meant. */
export function findRouteWarnings(routes: Routes, environment: Environment): readonly Doubt[] {
  const { upstreams } = routes;
  if (upstreams.length === 0) return [];
  return [...keyDoubts(routes, environment), ...upstreams.flatMap((upstream) => upstreamDoubts(upstream, routes))];
}

function keyDoubts(
  routes: Routes,
  { OPENAI_API_KEY: defaultKey, CLAUDE_PROXY_AUTH_KEY: proxyKeys }: Environment,
): readonly Doubt[] {
  if (defaultKey !== undefined) return [];
  const paid = routes.upstreams.filter(({ apiKey }) => apiKey !== undefined).map(({ name }) => name);
  return [
    [
      proxyKeys === undefined && paid.length > 0,
      `CLAUDE_PROXY_AUTH_KEY is not set: whoever reaches this proxy can use the keys of ${paid.join(', ')}`,
    ],
    [
      proxyKeys !== undefined && isReached(DEFAULT_UPSTREAM, routes),
      'OPENAI_API_KEY is not set: what goes to the upstream default has no key, since clients present those of the proxy',
    ],
  ];
}

function upstreamDoubts({ name, baseUrl, apiKey }: UpstreamOptions, routes: Routes): readonly Doubt[] {
  const path = `upstreams.${name}`;
  return [
    [!isReached(name, routes), `${path} is named by no route, and never used`],
    [
      apiKey !== undefined && baseUrl.protocol === 'http:' && isPublicHost(baseUrl.hostname),
      `${path}.baseUrl is plain http to a public host: keys and prompts travel unencrypted; use https`,
    ],
    [
      /\/chat\/completions\/*$/.test(baseUrl.pathname),
      `${path}.baseUrl ends in /chat/completions, which is appended to it once more; leave that out`,
    ],
  ];
}

/** What matches no route goes to the default upstream. */
function isReached(name: string, { routes }: Routes): boolean {
  const isNamed = routes.some(({ targets }) => targets.some(({ upstream }) => upstream === name));
  return isNamed || (name === DEFAULT_UPSTREAM && routes.every(({ pattern }) => pattern !== '*'));
}
