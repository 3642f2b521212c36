import { providerNames } from '../../providers/registry.js';
import { apiSettings } from '../../providers/upstream-api-choice.js';
import { externalVariables } from './library-variables.js';
import { logLevels } from '../log-level.js';
import type { Variable } from './variable.js';

/** All environment variables, in the order of the documentation. */
export const variables: readonly Variable[] = [
  {
    name: 'OPENAI_API_KEY',
    kind: 'text',
    description:
      "The provider's API key. If set, every request uses it (fixed mode); if not, the client's own key is forwarded (passthrough mode)",
    example: 'sk-your-api-key',
    isSecret: true,
  },
  {
    name: 'OPENAI_API_KEY_FILE',
    kind: 'text',
    description: 'A file that contains the API key, as an alternative to `OPENAI_API_KEY`',
    example: '/run/secrets/openai-api-key',
  },
  {
    name: 'OPENAI_BASE_URL',
    kind: 'url',
    description: "The base URL of the provider's API; the proxy appends `/chat/completions`",
    default: 'https://api.openai.com/v1',
  },
  {
    name: 'CLAUDE_PROXY_BIG_MODEL',
    kind: 'text',
    description: 'The model for Sonnet, Opus, Fable and all other Claude model names except Haiku',
    default: 'gpt-4o',
  },
  {
    name: 'CLAUDE_PROXY_SMALL_MODEL',
    kind: 'text',
    description: 'The model for Haiku model names',
    default: 'gpt-4o-mini',
  },
  {
    name: 'CLAUDE_PROXY_HOST',
    kind: 'text',
    description: 'The address to listen on. `127.0.0.1` accepts local connections only, `::` also accepts IPv6',
    default: '0.0.0.0',
  },
  {
    name: 'CLAUDE_PROXY_PORT',
    kind: 'integer',
    description: 'The port to listen on; `0` selects a free port',
    default: '8085',
  },
  {
    name: 'CLAUDE_PROXY_LOG_LEVEL',
    kind: 'choice',
    description: `The log level (case-insensitive): ${formatChoices(logLevels)}`,
    choices: logLevels,
    default: 'info',
  },
  {
    name: 'CLAUDE_PROXY_REQUEST_TIMEOUT',
    kind: 'number',
    description:
      'The maximum time in seconds without data from the provider: before the response starts and between two reads of a stream. A non-streamed response must be complete within this time',
    default: '90',
  },
  {
    name: 'CLAUDE_PROXY_AUTH_KEY',
    kind: 'text',
    description:
      'The key that clients must send in fixed mode. Separate several keys with commas, for example during key rotation. If not set, the proxy accepts every client',
    example: 'sk-your-own-key',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_AUTH_KEY_FILE',
    kind: 'text',
    description: 'A file with these keys, one per line, as an alternative to `CLAUDE_PROXY_AUTH_KEY`',
    example: '/run/secrets/claude-proxy-auth-key',
  },
  {
    name: 'CLAUDE_PROXY_MODEL_MAP',
    kind: 'text',
    description:
      'Overrides the model selection with a list `pattern=target,…`. `*` matches any text and the first match wins. A target is a model of the provider, `@big`, `@small`, `@same` or `@reject`',
    example: 'claude-opus-*=gpt-5,*=@big',
  },
  {
    name: 'CLAUDE_PROXY_MAX_OUTPUT_TOKENS',
    kind: 'integer',
    description: 'The maximum number of output tokens requested from the provider; larger values are reduced to it',
    example: '16384',
  },
  {
    name: 'CLAUDE_PROXY_ROUTES_FILE',
    kind: 'text',
    description:
      'A YAML file with additional upstreams, routes with fallbacks, and model capabilities. See `routes.example.yaml`',
    example: '/etc/claude-proxy/routes.yaml',
  },
  {
    name: 'CLAUDE_PROXY_MAX_RETRIES',
    kind: 'integer',
    description:
      'The number of retries when the provider is busy (429, 502, 503, 504, 529) or unreachable. Claude Code and the SDKs retry on their own',
    default: '0',
  },
  {
    name: 'CLAUDE_PROXY_PING_INTERVAL',
    kind: 'number',
    description:
      'Seconds without data after which a stream receives a `ping` event, which keeps connections from being closed as idle',
    default: '15',
  },
  {
    name: 'CLAUDE_PROXY_PROVIDER',
    kind: 'choice',
    description: `The provider profile: ${formatChoices(providerNames)}. By default, it is detected from the host of the base URL`,
    choices: providerNames,
    example: 'standard',
  },
  {
    name: 'CLAUDE_PROXY_UPSTREAM_API',
    kind: 'choice',
    choices: apiSettings,
    description: `The API that requests are converted to: ${formatChoices(apiSettings)}. \`auto\` chooses it by the provider and the model`,
    default: 'auto',
  },
  {
    name: 'CLAUDE_PROXY_UPSTREAM_HEADERS',
    kind: 'text',
    description: 'Headers to add to every request to the provider, as a JSON object of strings',
    example: '{"x-organization":"my-team"}',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_BODY_LIMIT',
    kind: 'integer',
    description: 'The maximum size of a request body in bytes. The default is 32 MiB, as in the Anthropic API',
    default: '33554432',
  },
  {
    name: 'CLAUDE_PROXY_MAX_CONCURRENCY',
    kind: 'integer',
    description:
      'The maximum number of concurrent requests per process. Further requests receive 529. If not set, the number is not limited',
    example: '500',
  },
  {
    name: 'CLAUDE_PROXY_REQUESTS_PER_MINUTE',
    kind: 'integer',
    description:
      'The rate limit: the maximum number of messages per minute for each client key. Further requests receive 429',
    example: '60',
  },
  {
    name: 'CLAUDE_PROXY_REDIS_URL',
    kind: 'url',
    description: 'A Redis server for a rate limit that is shared by all replicas; use `rediss://` for TLS',
    example: 'redis://localhost:6379',
    isSecret: true,
  },
  {
    name: 'CLAUDE_PROXY_WORKERS',
    kind: 'integer',
    description: 'The number of worker processes. On Kubernetes, use replicas instead',
    default: '1',
  },
  {
    name: 'CLAUDE_PROXY_SHUTDOWN_DELAY',
    kind: 'number',
    description:
      'Seconds after SIGTERM during which new requests are still accepted, so that load balancers can remove the instance',
    default: '0',
  },
  {
    name: 'CLAUDE_PROXY_DRAIN_TIMEOUT',
    kind: 'number',
    description: 'Seconds after the shutdown delay during which open requests may complete',
    default: '30',
  },
  {
    name: 'CLAUDE_PROXY_METRICS_PORT',
    kind: 'integer',
    description: 'A separate port for `/metrics`, which is then not available on the main port',
    example: '9090',
  },
  {
    name: 'CLAUDE_PROXY_READINESS_UPSTREAM',
    kind: 'choice',
    choices: ['true', 'false'],
    description:
      'Whether `/readyz` returns 503 while no provider is reachable. The provider is checked at most every 10 s',
    default: 'false',
  },
  {
    name: 'CLAUDE_PROXY_API_DOCS',
    kind: 'choice',
    choices: ['true', 'false'],
    description: 'Whether `/docs` serves interactive API documentation. `/openapi.json` is always available',
    default: 'false',
  },
  {
    name: 'CLAUDE_PROXY_MAX_TOKENS_LIMIT',
    kind: 'text',
    description: 'Ignored with a warning. Use `CLAUDE_PROXY_MAX_OUTPUT_TOKENS`',
  },
  ...externalVariables,
];

function formatChoices(choices: readonly string[]): string {
  return choices.map((choice) => `\`${choice}\``).join(', ');
}
