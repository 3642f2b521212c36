import { dialectNames } from '../dialects/index.js';
import { externalVariables } from './external-variables.js';
import { logLevels } from './log-level.js';

/** One environment variable of the service. The README's table and `.env.example` are written from this table. */
export interface Variable {
  readonly name: string;
  readonly kind: 'text' | 'url' | 'integer' | 'number' | 'choice';
  /** Says what it does in one line; Markdown. */
  readonly description: string;
  readonly default?: string;
  /** All values of a choice. */
  readonly choices?: readonly string[];
  /** What `.env.example` shows for a variable without a default. */
  readonly example?: string;
  /** The value is never shown: not in a message, not in a log. */
  readonly isSecret?: true;
  /** Read from the environment, never from `.env`, by a library: the HTTP client, or OpenTelemetry's SDK. */
  readonly isExternal?: true;
}

/** Every environment variable, in the order in which the documentation lists them. */
export const variables: readonly Variable[] = [
  {
    name: 'OPENAI_API_KEY',
    kind: 'text',
    description:
      "The provider's API key. Set: every request uses it (fixed mode). Not set: each client's own key is passed through",
    example: 'sk-your-api-key',
    isSecret: true,
  },
  {
    name: 'OPENAI_API_KEY_FILE',
    kind: 'text',
    description: 'A file that holds the key, instead of `OPENAI_API_KEY`',
    example: '/run/secrets/openai-api-key',
  },
  {
    name: 'OPENAI_BASE_URL',
    kind: 'url',
    description: "The provider's API; `/chat/completions` is appended",
    default: 'https://api.openai.com/v1',
  },
  {
    name: 'CLAUDE_PROXY_BIG_MODEL',
    kind: 'text',
    description: 'The model behind Sonnet, Opus, Fable and every other Claude name',
    default: 'gpt-4o',
  },
  {
    name: 'CLAUDE_PROXY_SMALL_MODEL',
    kind: 'text',
    description: 'The model behind Haiku',
    default: 'gpt-4o-mini',
  },
  {
    name: 'CLAUDE_PROXY_HOST',
    kind: 'text',
    description: 'The address to listen on; `127.0.0.1` serves this machine only, `::` IPv6 as well',
    default: '0.0.0.0',
  },
  {
    name: 'CLAUDE_PROXY_PORT',
    kind: 'integer',
    description: 'The port to listen on; `0` takes a free one',
    default: '8085',
  },
  {
    name: 'CLAUDE_PROXY_LOG_LEVEL',
    kind: 'choice',
    description: `How much is logged: ${toChoices(logLevels)}, in any case`,
    choices: logLevels,
    default: 'info',
  },
  {
    name: 'CLAUDE_PROXY_REQUEST_TIMEOUT',
    kind: 'number',
    description:
      'Seconds that the provider may stay silent: until its answer begins, and between two pieces of a stream. An answer that is not streamed must come within it',
    default: '90',
  },
  {
    name: 'CLAUDE_PROXY_AUTH_KEY',
    kind: 'text',
    description:
      'The key that clients must present in fixed mode; several, separated by commas, while keys are rotated. Not set: open to all',
    example: 'sk-your-own-key',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_AUTH_KEY_FILE',
    kind: 'text',
    description: 'A file that holds those keys, one a line, instead of `CLAUDE_PROXY_AUTH_KEY`',
    example: '/run/secrets/claude-proxy-auth-key',
  },
  {
    name: 'CLAUDE_PROXY_MODEL_MAP',
    kind: 'text',
    description:
      'Overrides the choice of model: `pattern=target,…`; `*` matches anything, the first match wins, a target is a model of the provider, `@big`, `@small`, `@same` or `@reject`',
    example: 'claude-opus-*=gpt-5,*=@big',
  },
  {
    name: 'CLAUDE_PROXY_MAX_OUTPUT_TOKENS',
    kind: 'integer',
    description: 'The most output tokens ever asked of the provider; larger requests are lowered to it',
    example: '16384',
  },
  {
    name: 'CLAUDE_PROXY_ROUTES_FILE',
    kind: 'text',
    description:
      'A YAML file with further upstreams, the routes that lead to them and their fallbacks, and what single models can do; `routes.example.yaml` shows one',
    example: '/etc/claude-proxy/routes.yaml',
  },
  {
    name: 'CLAUDE_PROXY_MAX_RETRIES',
    kind: 'integer',
    description:
      'How often a request is tried again that finds the provider busy (429, 502, 503, 504, 529) or not to be reached; clients retry by themselves',
    default: '0',
  },
  {
    name: 'CLAUDE_PROXY_PING_INTERVAL',
    kind: 'number',
    description: 'Seconds of silence after which a stream gets a `ping` event, so that nothing on the way closes it',
    default: '15',
  },
  {
    name: 'CLAUDE_PROXY_PROVIDER',
    kind: 'choice',
    description: `The provider whose ways apply: ${toChoices(dialectNames)}; otherwise recognised by the base URL's host`,
    choices: dialectNames,
    example: 'standard',
  },
  {
    name: 'CLAUDE_PROXY_UPSTREAM_HEADERS',
    kind: 'text',
    description: 'Headers added to every request to the provider, as a JSON object of strings',
    example: '{"x-organization":"my-team"}',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_BODY_LIMIT',
    kind: 'integer',
    description: 'The largest request accepted, in bytes (32 MiB, as Anthropic)',
    default: '33554432',
  },
  {
    name: 'CLAUDE_PROXY_MAX_CONCURRENCY',
    kind: 'integer',
    description:
      'How many requests one process serves at a time; more are answered 529 at once. Not set: as many as come',
    example: '500',
  },
  {
    name: 'CLAUDE_PROXY_REQUESTS_PER_MINUTE',
    kind: 'integer',
    description: "The rate limit: how many messages each client's key may ask for in a minute; more are answered 429",
    example: '60',
  },
  {
    name: 'CLAUDE_PROXY_REDIS_URL',
    kind: 'url',
    description: 'A Redis server in which all replicas count for the rate limit together; `rediss://` for TLS',
    example: 'redis://localhost:6379',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_WORKERS',
    kind: 'integer',
    description: 'How many processes serve the port; on Kubernetes use replicas instead',
    default: '1',
  },
  {
    name: 'CLAUDE_PROXY_SHUTDOWN_DELAY',
    kind: 'number',
    description:
      'Seconds after SIGTERM in which new requests are still served, while load balancers learn that the service leaves',
    default: '0',
  },
  {
    name: 'CLAUDE_PROXY_DRAIN_TIMEOUT',
    kind: 'number',
    description: 'Seconds after that in which running requests may finish',
    default: '30',
  },
  {
    name: 'CLAUDE_PROXY_METRICS_PORT',
    kind: 'integer',
    description: 'A port of its own for `/metrics`, which is then not served beside the API',
    example: '9090',
  },
  {
    name: 'CLAUDE_PROXY_READINESS_UPSTREAM',
    kind: 'choice',
    choices: ['true', 'false'],
    description: 'Whether `/readyz` also answers 503 while no provider can be reached; asked at most every 10 s',
    default: 'false',
  },
  {
    name: 'CLAUDE_PROXY_API_DOCS',
    kind: 'choice',
    choices: ['true', 'false'],
    description: 'Whether `/docs` shows people the API; `/openapi.json` describes it to tools in any case',
    default: 'false',
  },
  {
    name: 'CLAUDE_PROXY_MAX_TOKENS_LIMIT',
    kind: 'text',
    description: 'Ignored, with a warning; `CLAUDE_PROXY_MAX_OUTPUT_TOKENS` is the limit that is applied',
  },
  ...externalVariables,
];

function toChoices(choices: readonly string[]): string {
  return choices.map((choice) => `\`${choice}\``).join(', ');
}
