import { stringify } from 'yaml';
import type { ChartValue, ChartValues } from './chart-value.js';
import type { Chapter } from './values/index.js';

const lineWidth = 120;
const introduction = `# Every value of the chart and its default. values.schema.json checks what is set: a key that is not known is refused.
# "tpl" marks values that may hold Helm templates; sets of values to copy from are in ci/.
# Written by \`npm run docs:variables\` from scripts/chart; edit there.
`;

/** Writes \`values.yaml\`: each value with its description, those without a default commented out. */
export function toValuesYaml(chapters: readonly Chapter[]): string {
  const written = chapters.map(({ title, values }) => `# --- ${title} ---\n\n${toEntries(values, '').join('\n')}`);
  return [introduction, ...written].join('\n');
}

function toEntries(values: ChartValues, indent: string): string[] {
  return Object.entries(values).map(
    ([key, value]) => toComment(value.description, indent) + toEntry(key, value, indent),
  );
}

function toEntry(key: string, value: ChartValue, indent: string): string {
  if (value.values) return toSection(key, value.values, indent);
  if (value.default !== undefined) return toLines({ [key]: value.default }, indent);
  return value.example === undefined ? `${indent}# ${key}:\n` : toLines({ [key]: value.example }, `${indent}# `);
}

/** A section with nothing but comments in it would be null. */
function toSection(key: string, values: ChartValues, indent: string): string {
  const isEmpty = Object.values(values).every((value) => value.default === undefined && value.values === undefined);
  const entries = toEntries(values, `${indent}  `).join('');
  return `${indent}${key}:${isEmpty ? ' {}' : ''}\n${entries}`;
}

function toLines(value: unknown, prefix: string): string {
  const written = stringify(value, { singleQuote: true, lineWidth: 0 });
  return written.replace(/^(?=.)/gm, prefix);
}

function toComment(description: string, indent: string): string {
  const lines: string[] = [];
  for (const word of description.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && `${line} ${word}`.length <= lineWidth) lines.push(`${lines.pop()} ${word}`);
    else lines.push(`${indent}# ${word}`);
  }
  return `${lines.join('\n')}.\n`;
}
