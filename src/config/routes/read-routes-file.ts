import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { RawVariables } from '../to-raw-variables.js';
import type { ModelRoute } from './to-model-routes.js';
import { toModelRoutes } from './to-model-routes.js';

/** What the routes file holds, or what is wrong with it. */
export interface Routes {
  readonly modelRoutes: readonly ModelRoute[];
  readonly problems: readonly string[];
}

const VARIABLE = 'CLAUDE_PROXY_ROUTES_FILE';
const NOTHING: Routes = { modelRoutes: [], problems: [] };

/** Reads the YAML file named by `CLAUDE_PROXY_ROUTES_FILE`, if one is. */
export function readRoutesFile({ [VARIABLE]: path }: RawVariables): Routes {
  if (path === undefined) return NOTHING;
  try {
    return toRoutes(parse(readFileSync(path, 'utf8')));
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

function toRoutes(content: unknown): Routes {
  // A file of nothing but comments is empty.
  if (content === null) return NOTHING;
  if (!(content instanceof Map)) return { ...NOTHING, problems: [`${VARIABLE} must hold the key models`] };
  const unknown = [...content.keys()].filter((key) => key !== 'models').map((key) => `${String(key)} is not known`);
  const { modelRoutes, problems } = toModelRoutes(content.get('models') ?? new Map());
  return { modelRoutes, problems: [...unknown, ...problems].map((problem) => `${VARIABLE}: ${problem}`) };
}

/** The first line: behind it the parser quotes the file. */
function toReason(error: unknown): string {
  const [line = ''] = String(error).split('\n', 1);
  return line.replace(/:$/, '');
}
