import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';

/** Parses every entry of a mapping from names to settings. */
export function validateEntries<Value>(
  path: string,
  content: unknown,
  keys: string,
  parseEntry: (name: string, value: unknown) => ParseResult<Value>,
): Required<ParseResult<readonly Value[]>> {
  if (content === undefined || content === null) return { value: [], problems: [] };
  if (!(content instanceof Map)) return { value: [], problems: [`${path} must be a mapping of ${keys} to settings`] };
  const results = [...content].map(([name, value]: [unknown, unknown]) => parseEntry(String(name), value));
  return {
    value: results.flatMap(({ value }) => (value === undefined ? [] : [value])),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** These values can contain a secret that was pasted into the file, so messages do not repeat them. */
const confidential: ReadonlySet<string> = new Set(['apiKeyEnv', 'apiKeyFile', 'baseUrl', 'headers', 'extraBody']);

/** Assigns the content at a path of the file to an instance of a settings class, and validates it by its decorators. */
export function validateSettings<Settings extends object>(
  settings: Settings,
  path: string,
  content: unknown,
): Required<ParseResult<Settings>> {
  if (content !== null && !(content instanceof Map))
    return { value: settings, problems: [`${path} must be a mapping of settings`] };
  // A key without a value counts as absent.
  const filled = [...(content ?? [])].filter(([, setting]) => setting !== null);
  Object.assign(settings, Object.fromEntries(filled));
  const errors = validateSync(settings, { stopAtFirstError: true, whitelist: true, forbidNonWhitelisted: true });
  return { value: settings, problems: errors.map((error) => formatProblem(path, error)) };
}

function formatProblem(path: string, { property, value, constraints = {} }: ValidationError): string {
  if ('whitelistValidation' in constraints) return `${path}.${property} is not a known setting`;
  const sentence = `${path}.${property} ${Object.values(constraints).join(' and ')}`;
  return value === undefined || confidential.has(property) ? sentence : `${sentence}, got ${JSON.stringify(value)}`;
}

/** A value of the routes file, absent if it is invalid, and its problems. */
export interface ParseResult<Value> {
  readonly value?: Value;
  readonly problems: readonly string[];
}
