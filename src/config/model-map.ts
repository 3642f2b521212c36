/** One rule of the explicit model map: names that match the pattern are mapped to the target. */
export interface ModelRule {
  readonly pattern: string;
  readonly target: string;
}

/** The targets that are not names of models. */
export const modelTargets: readonly string[] = ['@big', '@small', '@same', '@reject'];

/** Parses `pattern=target,…`; undefined when the text is not such a list. */
export function parseModelMap(text: string): readonly ModelRule[] | undefined {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const rules = entries.map(parseRule);
  return rules.length > 0 && rules.every(isComplete) ? rules : undefined;
}

function parseRule(entry: string): ModelRule {
  const separator = entry.indexOf('=');
  const pattern = separator < 0 ? '' : entry.slice(0, separator).trim();
  const target = entry.slice(separator + 1).trim();
  return { pattern, target: target.startsWith('@') ? target.toLowerCase() : target };
}

function isComplete({ pattern, target }: ModelRule): boolean {
  return pattern !== '' && target !== '' && (!target.startsWith('@') || modelTargets.includes(target));
}
