import { checkEntries } from './check-entries.js';
import { checkSettings } from './check-settings.js';
import type { Checked } from './checked.js';
import { type ModelEntry, toModelEntries } from './to-model-entries.js';
import { toPlainObject } from './to-plain-object.js';
import { type KeySource, toUpstreamKey } from './to-upstream-key.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from './upstream-options.js';
import { UpstreamSettings } from './upstream-settings.js';

/** Names appear in logs and as labels of metrics. */
const NAME = /^[a-z\d][\w.-]{0,63}$/i;

/** Reads and checks the routes file's `upstreams`, and looks up their keys. */
export function toUpstreamOptions(
  upstreams: unknown,
  environment: KeySource,
): Required<Checked<readonly UpstreamOptions[]>> {
  return checkEntries('upstreams', upstreams, 'names of upstreams', (name, content) => {
    const path = `upstreams.${name}`;
    const { value: settings, problems: ownProblems } = checkSettings(new UpstreamSettings(), path, content);
    const models = toModelEntries(`${path}.models`, settings.models);
    const key = ownProblems.length > 0 ? { problems: [] } : toUpstreamKey(path, settings, environment);
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
  modelSettings: readonly ModelEntry[],
): UpstreamOptions {
  return {
    name,
    baseUrl: new URL(baseUrl),
    headers: Object.fromEntries([...headers].map(([header, value]) => [header.toLowerCase(), value])),
    extraBody: toPlainObject(extraBody),
    modelSettings,
    ...(apiKey !== undefined && { apiKey }),
    ...(provider !== undefined && { provider }),
    ...(timeout !== undefined && { timeoutMs: Math.ceil(timeout * 1000) }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  };
}
