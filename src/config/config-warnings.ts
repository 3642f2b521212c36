import { parseApiKeyList } from './variables/variable-parsers.js';
import type { Environment } from './environment.js';
import { isPublicHost } from './hosts.js';
import { findRouteWarnings } from './routes/route-warnings.js';
import { noRoutes } from './routes/routes-file.js';
import type { Routes } from './routes/routes-file.js';
import { variables } from './variables/variables.js';

type Source = Readonly<Record<string, unknown>>;

/** A condition that does not hold yields `false`. */
type ConfigWarnings = readonly (string | false)[];

/** Finds settings that are valid but probably not intended. The source holds the variables before validation. */
export function findConfigWarnings(
  environment: Environment,
  source: Source = {},
  routes = noRoutes,
): readonly string[] {
  return [
    ...findKeyWarnings(environment, routes),
    ...findUpstreamWarnings(environment, source),
    ...findLimitWarnings(environment),
    ...findNameWarnings(environment, source),
    ...findRouteWarnings(routes, environment),
  ].filter((warning) => warning !== false);
}

function findKeyWarnings(
  { OPENAI_API_KEY: upstreamKey, CLAUDE_PROXY_AUTH_KEY: list }: Environment,
  { upstreams }: Routes,
): ConfigWarnings {
  const hasProxyKey = list !== undefined;
  if (upstreamKey === undefined) {
    return [
      hasProxyKey &&
        upstreams.length === 0 &&
        "CLAUDE_PROXY_AUTH_KEY is ignored without OPENAI_API_KEY: each client's own key is forwarded",
    ];
  }
  const proxyKeys = parseApiKeyList(list ?? '');
  return [
    !hasProxyKey &&
      'CLAUDE_PROXY_AUTH_KEY is not set: anyone who can connect to this proxy can use the key in OPENAI_API_KEY',
    proxyKeys.some((key) => key === exampleKey) &&
      'CLAUDE_PROXY_AUTH_KEY contains the example key from the documentation, which is public; choose another key',
    proxyKeys.includes(upstreamKey) &&
      'CLAUDE_PROXY_AUTH_KEY contains the value of OPENAI_API_KEY itself, which clients must not know',
  ];
}

function findLimitWarnings(environment: Environment): ConfigWarnings {
  return [
    environment.CLAUDE_PROXY_REDIS_URL !== undefined &&
      environment.CLAUDE_PROXY_REQUESTS_PER_MINUTE === undefined &&
      'CLAUDE_PROXY_REDIS_URL is ignored without CLAUDE_PROXY_REQUESTS_PER_MINUTE: no rate limit is configured',
  ];
}

function findUpstreamWarnings({ OPENAI_BASE_URL: baseUrl }: Environment, source: Source): ConfigWarnings {
  const { protocol, hostname } = new URL(baseUrl);
  return [
    protocol === 'http:' &&
      isPublicHost(hostname) &&
      'OPENAI_BASE_URL uses http for a public host: keys and prompts are sent unencrypted; use https',
    protocol === 'https:' &&
      source['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' &&
      "NODE_TLS_REJECT_UNAUTHORIZED=0 disables certificate validation; set NODE_EXTRA_CA_CERTS to the provider's certificate authority instead",
  ];
}

function findNameWarnings({ CLAUDE_PROXY_MAX_TOKENS_LIMIT: oldLimit }: Environment, source: Source): ConfigWarnings {
  return [
    oldLimit !== undefined &&
      'CLAUDE_PROXY_MAX_TOKENS_LIMIT is ignored: set CLAUDE_PROXY_MAX_OUTPUT_TOKENS to limit the output',
    ...findUnknownVariables(Object.keys(source)).map((name) => `${name} is not a known variable and is ignored`),
  ];
}

const exampleKey = variables.find(({ name }) => name === 'CLAUDE_PROXY_AUTH_KEY')?.example;

/** What Kubernetes sets in every pod for each Service whose name begins with claude-proxy. */
const serviceLink = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)$/;

/** Finds names with the prefix of this service that are not variables of it: a mistyped variable would have no effect. */
export function findUnknownVariables(names: readonly string[]): readonly string[] {
  const known = new Set(variables.map(({ name }) => name));
  return names.filter((name) => name.startsWith('CLAUDE_PROXY_') && !known.has(name) && !serviceLink.test(name));
}
