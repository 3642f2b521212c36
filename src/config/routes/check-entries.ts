import type { Checked } from './checked.js';

/** Goes through the entries of a part of the file that holds names. */
export function checkEntries<Value>(
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
