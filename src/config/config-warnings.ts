import { parseApiKeyList } from './api-key-list.js';
import type { Environment } from './environment.js';
import { isPublicHost } from './hosts.js';
import { findRouteWarnings } from './routes/route-warnings.js';
import { noRoutes } from './routes/routes-file.js';
import type { Routes } from './routes/routes-file.js';
import { variables } from './variables.js';

type Texts = Readonly<Record<string, unknown>>;

/** A doubtful setting: whether it is there, and what is said about it. */
type Doubt = readonly [boolean, string];

/** Names what is allowed but hardly meant, one sentence each; the source holds the texts that the environment was made from. */
export function findConfigWarnings(environment: Environment, source: Texts = {}, routes = noRoutes): readonly string[] {
  return [
    ...keyDoubts(environment, routes),
    ...upstreamDoubts(environment, source),
    ...limitDoubts(environment),
    ...nameDoubts(environment, source),
    ...findRouteWarnings(routes, environment),
  ]
    .filter(([isThere]) => isThere)
    .map(([, warning]) => warning);
}

function keyDoubts(
  { OPENAI_API_KEY: upstreamKey, CLAUDE_PROXY_AUTH_KEY: list }: Environment,
  { upstreams }: Routes,
): readonly Doubt[] {
  const hasProxyKey = list !== undefined;
  if (upstreamKey === undefined) {
    return [
      [
        hasProxyKey && upstreams.length === 0,
        "CLAUDE_PROXY_AUTH_KEY is ignored without OPENAI_API_KEY: each client's own key is passed through",
      ],
    ];
  }
  const proxyKeys = parseApiKeyList(list ?? '');
  return [
    [!hasProxyKey, 'CLAUDE_PROXY_AUTH_KEY is not set: whoever reaches this proxy can use OPENAI_API_KEY'],
    [
      proxyKeys.some((key) => key === exampleKey),
      'CLAUDE_PROXY_AUTH_KEY is the one in the documentation, which everybody knows',
    ],
    [
      proxyKeys.includes(upstreamKey),
      'CLAUDE_PROXY_AUTH_KEY holds OPENAI_API_KEY itself, which clients are to be kept from',
    ],
  ];
}

function limitDoubts(environment: Environment): readonly Doubt[] {
  return [
    [
      environment.CLAUDE_PROXY_REDIS_URL !== undefined && environment.CLAUDE_PROXY_REQUESTS_PER_MINUTE === undefined,
      'CLAUDE_PROXY_REDIS_URL is ignored without CLAUDE_PROXY_REQUESTS_PER_MINUTE: there is no rate limit to count for',
    ],
  ];
}

function upstreamDoubts({ OPENAI_BASE_URL: baseUrl }: Environment, source: Texts): readonly Doubt[] {
  const { protocol, hostname, pathname } = new URL(baseUrl);
  return [
    [
      protocol === 'http:' && isPublicHost(hostname),
      'OPENAI_BASE_URL is plain http to a public host: keys and prompts travel unencrypted; use https',
    ],
    [
      /\/chat\/completions\/*$/.test(pathname),
      'OPENAI_BASE_URL ends in /chat/completions, which is appended to it once more; leave that out',
    ],
    [
      protocol === 'https:' && source['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 takes any server for the provider; name its certificate authority in NODE_EXTRA_CA_CERTS instead',
    ],
  ];
}

function nameDoubts({ CLAUDE_PROXY_MAX_TOKENS_LIMIT: oldLimit }: Environment, source: Texts): readonly Doubt[] {
  return [
    [
      oldLimit !== undefined,
      'CLAUDE_PROXY_MAX_TOKENS_LIMIT is ignored: set CLAUDE_PROXY_MAX_OUTPUT_TOKENS to limit the output',
    ],
    ...findUnknownVariables(Object.keys(source)).map((name): Doubt => [true, `${name} is not known, and ignored`]),
  ];
}

const exampleKey = variables.find(({ name }) => name === 'CLAUDE_PROXY_AUTH_KEY')?.example;

/** What Kubernetes sets in every pod for each Service whose name begins with claude-proxy. */
const serviceLink = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)$/;

/** Picks the names that look like variables of this service and are none: a mistyped one would have no effect. */
export function findUnknownVariables(names: readonly string[]): readonly string[] {
  const known = new Set(variables.map(({ name }) => name));
  return names.filter((name) => name.startsWith('CLAUDE_PROXY_') && !known.has(name) && !serviceLink.test(name));
}
