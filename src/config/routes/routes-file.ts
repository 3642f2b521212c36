import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { RouteOptions } from './route-entries.js';
import type { ModelOverrides } from '../../providers/configured-overrides.js';
import { parseModelOverrides } from './model-overrides.js';
import { parseRouteEntries } from './route-entries.js';
import type { KeySource } from './upstream-entries.js';
import { parseUpstreamEntries } from './upstream-entries.js';
import { DEFAULT_UPSTREAM, type UpstreamOptions } from './upstream-entries.js';

/** The content of the routes file. */
export interface Routes {
  /** Overrides for the models of all upstreams; the first pattern that matches applies. */
  readonly modelOverrides: readonly ModelOverrides[];
  /** The upstreams in addition to the one that the environment describes. */
  readonly upstreams: readonly UpstreamOptions[];
  /** The first pattern that matches the requested model applies; models without a route use the default upstream. */
  readonly routes: readonly RouteOptions[];
}

/** The content without a routes file. */
export const noRoutes: Routes = { modelOverrides: [], upstreams: [], routes: [] };

/** The content of the file, and its problems. */
export interface RoutesFile {
  readonly content: Routes;
  readonly problems: readonly string[];
}

const VARIABLE = 'CLAUDE_PROXY_ROUTES_FILE';
const parts = ['upstreams', 'routes', 'models'];
const emptyFile: RoutesFile = { content: noRoutes, problems: [] };

/** Reads and parses the YAML file at the path in `CLAUDE_PROXY_ROUTES_FILE`, if set, and the API keys that it refers to. */
export function readRoutesFile(environment: KeySource): RoutesFile {
  const path = environment[VARIABLE];
  if (typeof path !== 'string' || path.trim() === '') return emptyFile;
  try {
    return parseRoutes(parseYaml(readFileSync(path.trim(), 'utf8')), environment);
  } catch (error) {
    return { ...emptyFile, problems: [`${VARIABLE} must be the path of a readable YAML file: ${formatReason(error)}`] };
  }
}

/** Mappings become Maps, which keep the order of the keys: the first pattern that matches applies. */
function parseYaml(text: string): unknown {
  const document = parseDocument(text);
  const [error] = [...document.errors, ...document.warnings];
  if (error) throw error;
  return document.toJS({ mapAsMap: true });
}

function parseRoutes(file: unknown, environment: KeySource): RoutesFile {
  // A file that contains only comments is empty.
  if (file === null) return emptyFile;
  if (!(file instanceof Map))
    return { ...emptyFile, problems: [`${VARIABLE} must contain upstreams, routes or models`] };
  const unknown = collectKeys(file)
    .filter((key) => !parts.includes(key))
    .map((key) => `${key} is not a known setting`);
  const models = parseModelOverrides('models', file.get('models'));
  const upstreams = parseUpstreamEntries(file.get('upstreams'), environment);
  const routes = parseRouteEntries(file.get('routes'), collectUpstreamNames(file.get('upstreams')));
  const problems = [unknown, upstreams.problems, routes.problems, models.problems].flat();
  return {
    content: { modelOverrides: models.value, upstreams: upstreams.value, routes: routes.value },
    problems: problems.map((problem) => `${VARIABLE}: ${problem}`),
  };
}

/** Includes upstreams with problems, so that routes to them cause no further problem. */
function collectUpstreamNames(upstreams: unknown): readonly string[] {
  return [DEFAULT_UPSTREAM, ...(upstreams instanceof Map ? collectKeys(upstreams) : [])];
}

function collectKeys(map: ReadonlyMap<unknown, unknown>): readonly string[] {
  return [...map.keys()].map(String);
}

/** The first line only: the following lines quote the file. */
function formatReason(error: unknown): string {
  const [line = ''] = String(error).split('\n', 1);
  return line.replace(/:$/, '');
}
