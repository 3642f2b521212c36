// @ts-check
/** Formats the results of a run as a Markdown table. */
import { median } from './statistics.mjs';

/** @typedef {import('./workloads.mjs').Row} Row */

const columns = /** @type {const} */ (['proxy', 'bare', 'pass-through']);

/** @param {number} value */
const short = (value) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(2 + Number(Math.abs(value) >= 10));

/** @param {readonly number[]} [values] */
function summary(values) {
  if (!values || values.length === 0) return '–';
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

/**
 * Ratio of the proxy to the bare program, or to the one that the row names, for each round.
 * @param {Row} row
 */
export function ratiosOf({ values, base }) {
  const { proxy = [] } = values;
  const others = values[base ?? 'bare'] ?? [];
  return proxy.map((value, round) => value / (others[round] ?? NaN));
}

/** @param {Row} row */
function verdict(row) {
  const { ratio, base = 'bare', most, values, unit } = row;
  if (ratio !== undefined) return `≤ ${ratio} × ${base} ${mark(median(ratiosOf(row)) <= ratio)}`;
  if (most !== undefined) return `≤ ${short(most)} ${unit} ${mark(median(values['proxy'] ?? []) <= most)}`;
  return '';
}

/** @param {boolean} isMet */
const mark = (isMet) => (isMet ? '✓' : '✗');

/**
 * @param {readonly Row[]} rows
 * @returns {string} a table in Markdown
 */
export function toTable(rows) {
  const head = ['', 'unit', ...columns, 'proxy ÷ bare', 'target'];
  const lines = rows.map((row) => [
    row.name,
    row.unit,
    ...columns.map((name) => summary(row.values[name])),
    summary(ratiosOf(row)),
    verdict(row),
  ]);
  const widths = head.map((_, column) => Math.max(3, ...[head, ...lines].map((cells) => cells[column]?.length ?? 0)));
  const write = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [write(head), write(widths.map((width) => '-'.repeat(width))), ...lines.map(write)].join('\n');
}
