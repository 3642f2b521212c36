import { validateEnvironment } from '../../src/config/validate-environment.js';
import type { Variable } from '../../src/config/variables.js';
import type { ChartValue, ChartValues, JsonSchema } from './chart-value.js';

/** The values that are written from the service's table of variables. */
export interface ConfigurationValues {
  readonly config: ChartValues;
  readonly secretKeys: ChartValues;
  readonly secretValues: ChartValues;
}

/** Variables that other values of the chart set, or that make no sense in it. */
const placedElsewhere: ReadonlySet<string> = new Set([
  'OPENAI_API_KEY_FILE',
  'CLAUDE_PROXY_AUTH_KEY_FILE',
  'CLAUDE_PROXY_ROUTES_FILE',
  'CLAUDE_PROXY_SHUTDOWN_DELAY',
  'CLAUDE_PROXY_DRAIN_TIMEOUT',
  'CLAUDE_PROXY_METRICS_PORT',
  'CLAUDE_PROXY_MAX_TOKENS_LIMIT',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
]);

/** The keys that a Secret is expected to hold unless told otherwise. A key that is missing there keeps the pod from starting. */
const expectedSecrets: ReadonlySet<string> = new Set(['OPENAI_API_KEY', 'CLAUDE_PROXY_AUTH_KEY']);

/** Turns the service's variables into the chart's typed values. */
export function toConfigurationValues(variables: readonly Variable[]): ConfigurationValues {
  const own = variables.filter(({ name }) => !placedElsewhere.has(name));
  const secrets = own.filter(({ isSecret }) => isSecret);
  return {
    config: toValues(
      own.filter(({ isSecret }) => !isSecret),
      toConfigValue,
    ),
    secretKeys: toValues(secrets, ({ name }) => ({
      description: `The key that holds \`${name}\``,
      schema: { type: 'string', pattern: '^[-._a-zA-Z0-9]*$' },
      default: expectedSecrets.has(name) ? name : '',
    })),
    secretValues: toValues(secrets, ({ name, description }) => ({
      description: `\`${name}\`: ${description}`,
      schema: { type: 'string' },
      default: '',
    })),
  };
}

/** Which variable stands behind a key of `config`, `secrets.keys` and `secrets.values`. */
export function toVariableNames(variables: readonly Variable[]): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.map(({ name }) => [toKey(name), name]));
}

function toValues(variables: readonly Variable[], toValue: (variable: Variable) => ChartValue): ChartValues {
  return Object.fromEntries(variables.map((variable) => [toKey(variable.name), toValue(variable)]));
}

/** `CLAUDE_PROXY_BIG_MODEL` is `bigModel`; other people's prefixes stay. */
function toKey(name: string): string {
  const words = name.replace(/^CLAUDE_PROXY_/, '').toLowerCase();
  return words.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function toConfigValue(variable: Variable): ChartValue {
  const shown = variable.default ?? variable.example;
  const schema = toSchema(variable);
  return {
    description: `\`${variable.name}\`: ${variable.description}`,
    schema,
    ...(shown !== undefined && { example: schema['type'] === 'string' ? shown : (JSON.parse(shown) as unknown) }),
  };
}

/** Yes and no are written without quotation marks. */
function toSchema({ name, kind, choices }: Variable): JsonSchema {
  if (choices?.join() === 'true,false') return { type: 'boolean' };
  if (choices) return { type: 'string', enum: choices };
  if (name === 'CLAUDE_PROXY_PORT') return containerPort;
  if (kind === 'integer') return { type: 'integer', minimum: takesZero(name) ? 0 : 1 };
  if (kind === 'number') return { type: 'number', [takesZero(name) ? 'minimum' : 'exclusiveMinimum']: 0 };
  return { type: 'string', ...(kind === 'url' ? { pattern: '^https?://' } : { minLength: 1 }) };
}

/** The container is not root, and its port is named in other objects. */
const containerPort: JsonSchema = { type: 'integer', minimum: 1024, maximum: 65_535 };

/** Asks the service's own checks. */
function takesZero(name: string): boolean {
  try {
    validateEnvironment({ [name]: '0' });
    return true;
  } catch {
    return false;
  }
}
