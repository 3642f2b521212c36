import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { RouteOptions } from './route-entries.js';
import type { ModelOverrides } from '../../providers/configured-overrides.js';
import { parseModelOverrides } from './model-overrides.js';
import { parseRouteEntries } from './route-entries.js';
import type { KeySource } from './upstream-key.js';
import { parseUpstreamEntries } from './upstream-entries.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from './upstream-entries.js';

/** What the routes file holds. */
export interface Routes {
  /** What single models can do, at whatever upstream; the first whose pattern matches wins. */
  readonly modelOverrides: readonly ModelOverrides[];
  /** The upstreams beside the one that the environment describes. */
  readonly upstreams: readonly UpstreamOptions[];
  /** Where requests go; the first whose pattern matches wins, and what matches none goes to the default upstream. */
  readonly routes: readonly RouteOptions[];
}

/** What holds without a routes file. */
export const noRoutes: Routes = { modelOverrides: [], upstreams: [], routes: [] };

/** The content of the file, or what is wrong with it. */
export interface RoutesFile {
  readonly content: Routes;
  readonly problems: readonly string[];
}

const VARIABLE = 'CLAUDE_PROXY_ROUTES_FILE';
const PARTS = ['upstreams', 'routes', 'models'];
const NOTHING: RoutesFile = { content: noRoutes, problems: [] };

/** Reads the YAML file named by `CLAUDE_PROXY_ROUTES_FILE`, if one is, and the keys that it names. */
export function readRoutesFile(environment: KeySource): RoutesFile {
  const path = environment[VARIABLE];
  if (typeof path !== 'string' || path.trim() === '') return NOTHING;
  try {
    return toRoutesFile(parse(readFileSync(path.trim(), 'utf8')), environment);
  } catch (error) {
    return { ...NOTHING, problems: [`${VARIABLE} must name a readable YAML file: ${toReason(error)}`] };
  }
}

/** Keeps the order of the keys: the first pattern that matches wins. */
function parse(text: string): unknown {
  const document = parseDocument(text);
  const [error] = [...document.errors, ...document.warnings];
  if (error) throw error;
  return document.toJS({ mapAsMap: true });
}

function toRoutesFile(file: unknown, environment: KeySource): RoutesFile {
  // A file of nothing but comments is empty.
  if (file === null) return NOTHING;
  if (!(file instanceof Map)) return { ...NOTHING, problems: [`${VARIABLE} must hold upstreams, routes or models`] };
  const unknown = parseApiKeyList(file)
    .filter((key) => !PARTS.includes(key))
    .map((key) => `${key} is not known`);
  const models = parseModelOverrides('models', file.get('models'));
  const upstreams = parseUpstreamEntries(file.get('upstreams'), environment);
  const routes = parseRouteEntries(file.get('routes'), toNames(file.get('upstreams')));
  const problems = [unknown, upstreams.problems, routes.problems, models.problems].flat();
  return {
    content: { modelOverrides: models.value, upstreams: upstreams.value, routes: routes.value },
    problems: problems.map((problem) => `${VARIABLE}: ${problem}`),
  };
}

/** The names count even where something else is wrong with the upstream. */
function toNames(upstreams: unknown): readonly string[] {
  return [DEFAULT_UPSTREAM, ...(upstreams instanceof Map ? parseApiKeyList(upstreams) : [])];
}

function parseApiKeyList(map: ReadonlyMap<unknown, unknown>): readonly string[] {
  return [...map.keys()].map(String);
}

/** The first line: behind it the parser quotes the file. */
function toReason(error: unknown): string {
  const [line = ''] = String(error).split('\n', 1);
  return line.replace(/:$/, '');
}
