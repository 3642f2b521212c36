import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';

/** Goes through the entries of a part of the file that holds names. */
export function validateEntries<Value>(
  path: string,
  content: unknown,
  what: string,
  check: (name: string, value: unknown) => Checked<Value>,
): Required<Checked<readonly Value[]>> {
  if (content === undefined || content === null) return { value: [], problems: [] };
  if (!(content instanceof Map)) return { value: [], problems: [`${path} must hold ${what}`] };
  const checked = [...content].map(([name, value]: [unknown, unknown]) => check(String(name), value));
  return {
    value: checked.flatMap(({ value }) => (value === undefined ? [] : [value])),
    problems: checked.flatMap(({ problems }) => problems),
  };
}

/** What stands here may be a secret that was pasted into the file: it is not repeated in a message. */
const CONFIDENTIAL: ReadonlySet<string> = new Set(['apiKeyEnv', 'apiKeyFile', 'baseUrl', 'headers', 'extraBody']);

/** Fills a class of settings with what the file says at a path, and lets the class's own checks judge it. */
export function validateSettings<Settings extends object>(
  settings: Settings,
  path: string,
  content: unknown,
): Required<Checked<Settings>> {
  if (content !== null && !(content instanceof Map))
    return { value: settings, problems: [`${path} must hold settings`] };
  // A key without a value is as good as none.
  const filled = [...(content ?? [])].filter(([, setting]) => setting !== null);
  Object.assign(settings, Object.fromEntries(filled));
  const errors = validateSync(settings, { stopAtFirstError: true, whitelist: true, forbidNonWhitelisted: true });
  return { value: settings, problems: errors.map((error) => toProblem(path, error)) };
}

function toProblem(path: string, { property, value, constraints = {} }: ValidationError): string {
  if ('whitelistValidation' in constraints) return `${path}.${property} is not known`;
  const sentence = `${path}.${property} ${Object.values(constraints).join(' and ')}`;
  return value === undefined || CONFIDENTIAL.has(property) ? sentence : `${sentence}, got ${JSON.stringify(value)}`;
}

/** What was read from one place of the routes file, if it can be made sense of, and what is wrong with it. */
export interface Checked<Value> {
  readonly value?: Value;
  readonly problems: readonly string[];
}
