import type { ProviderName } from '../../providers/registry.js';
import { validateEntries, validateSettings } from './entry-validation.js';
import type { Checked } from './entry-validation.js';
import { parseModelOverrides } from './model-overrides.js';
import type { ModelOverrides } from '../../providers/configured-overrides.js';
import { resolveUpstreamKey } from './upstream-key.js';
import type { KeySource } from './upstream-key.js';
import { UpstreamSettings } from './upstream-settings.js';

/** Names appear in logs and as labels of metrics. */
const NAME = /^[a-z\d][\w.-]{0,63}$/i;

/** Reads and checks the routes file's `upstreams`, and looks up their keys. */
export function parseUpstreamEntries(
  upstreams: unknown,
  environment: KeySource,
): Required<Checked<readonly UpstreamOptions[]>> {
  return validateEntries('upstreams', upstreams, 'names of upstreams', (name, content) => {
    const path = `upstreams.${name}`;
    const { value: settings, problems: ownProblems } = validateSettings(new UpstreamSettings(), path, content);
    const models = parseModelOverrides(`${path}.models`, settings.models);
    const key = ownProblems.length > 0 ? { problems: [] } : resolveUpstreamKey(path, settings, environment);
    const problems = [...toNameProblems(path, name), ...ownProblems, ...key.problems, ...models.problems];
    return problems.length > 0 ? { problems } : { value: toOptions(name, settings, key, models.value), problems };
  });
}

function toNameProblems(path: string, name: string): readonly string[] {
  if (name === DEFAULT_UPSTREAM) return [`${path} is the upstream of OPENAI_BASE_URL; give this one another name`];
  return NAME.test(name) ? [] : [`${path} must be named by letters, digits, ".", "_" and "-"`];
}

function toOptions(
  name: string,
  { baseUrl, provider, headers = new Map(), extraBody = new Map(), timeout, maxConcurrency }: UpstreamSettings,
  { value: apiKey }: Checked<string>,
  modelOverrides: readonly ModelOverrides[],
): UpstreamOptions {
  return {
    name,
    baseUrl: new URL(baseUrl),
    headers: Object.fromEntries([...headers].map(([header, value]) => [header.toLowerCase(), value])),
    extraBody: copyAsPlainObject(extraBody),
    modelOverrides,
    ...(apiKey !== undefined && { apiKey }),
    ...(provider !== undefined && { provider }),
    ...(timeout !== undefined && { timeoutMs: Math.ceil(timeout * 1000) }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
}

/** An upstream of the routes file, parsed. */
export interface UpstreamOptions {
  readonly name: string;
  readonly baseUrl: URL;
  /** The proxy's own key for it; absent where none is wanted. */
  readonly apiKey?: string;
  readonly provider?: ProviderName;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields added to the body of every request. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** How long (ms) it may stay silent; absent: as long as any. */
  readonly timeoutMs?: number;
  /** The most requests at a time; absent: any number. */
  readonly maxConcurrency?: number;
  /** What its models can do; the first whose pattern matches wins, then what is said of the models of all upstreams. */
  readonly modelOverrides: readonly ModelOverrides[];
}

/** The name of the upstream that the environment describes. */
export const DEFAULT_UPSTREAM = 'default';

/** Makes JSON of what was read from YAML, where mappings are Maps. */
function copyAsPlainObject(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [String(key), toPlainValue(value)]));
}

function toPlainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainValue);
  return value instanceof Map ? copyAsPlainObject(value) : value;
}
