/** One line of the explicit model map: names that match the pattern go to the target. */
export interface ModelRule {
  readonly pattern: string;
  readonly target: string;
}

/** What a target may say instead of naming a model. */
export const modelTargets: readonly string[] = ['@big', '@small', '@same', '@reject'];

/** Reads `pattern=target,…`; undefined when it is not such a list. */
export function parseModelMap(text: string): readonly ModelRule[] | undefined {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const rules = entries.map(toRule);
  return rules.length > 0 && rules.every(isComplete) ? rules : undefined;
}

function toRule(entry: string): ModelRule {
  const separator = entry.indexOf('=');
  const pattern = separator < 0 ? '' : entry.slice(0, separator).trim();
  const target = entry.slice(separator + 1).trim();
  return { pattern, target: target.startsWith('@') ? target.toLowerCase() : target };
}

function isComplete({ pattern, target }: ModelRule): boolean {
  return pattern !== '' && target !== '' && (!target.startsWith('@') || modelTargets.includes(target));
}
