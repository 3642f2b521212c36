import type { ChartValue, ChartValues } from './chart-value.js';
import type { Chapter } from './values/index.js';

const start = '<!-- values:start -->';
const end = '<!-- values:end -->';

interface Row {
  readonly path: string;
  readonly description: string;
  readonly value: string;
}

/** Replaces the tables of values in the chart's README. */
export function withValuesTables(readme: string, chapters: readonly Chapter[]): string {
  const before = readme.slice(0, readme.indexOf(start) + start.length);
  const tables = chapters.map(({ title, values }) => `### ${title}\n\n${toTable(toRows(values, ''))}`);
  return `${before}\n\n${tables.join('\n\n')}\n\n${readme.slice(readme.indexOf(end))}`;
}

function toRows(values: ChartValues, prefix: string): Row[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    const row = { path: `\`${path}\``, description: value.description, value: toShown(value) };
    return value.values ? [row, ...toRows(value.values, `${path}.`)] : [row];
  });
}

function toShown({ values, default: value }: ChartValue): string {
  return values || value === undefined || value === '' ? '' : `\`${JSON.stringify(value)}\``;
}

function toTable(rows: readonly Row[]): string {
  const cells = [
    ['Value', 'Meaning', 'Default'],
    ['---', '---', '---'],
  ];
  for (const { path, description, value } of rows) cells.push([path, description, value]);
  return cells.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
