import { readFileSync } from 'node:fs';
import { readValues, type ChartValue } from '../../../scripts/chart-docs.mjs';

/** Reads a file of the chart. */
export const readChartFile = (path: string): string =>
  readFileSync(new URL(`../../../helm/claude-proxy/${path}`, import.meta.url), 'utf8');

/** Every value that values.yaml documents. */
export const chartValues: readonly ChartValue[] = readValues(readChartFile('values.yaml'));

/** The values under one key, by the rest of their paths. */
export function valuesUnder(prefix: string): ReadonlyMap<string, ChartValue> {
  const found = chartValues.filter(({ path }) => path.startsWith(`${prefix}.`));
  return new Map(found.map((value) => [value.path.slice(prefix.length + 1), value]));
}

/** The environment variable that a key of `config`, `secrets.keys` or `secrets.values` sets: the rule of the templates. */
export function variableNameOf(key: string): string {
  const name = key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return /^(OPENAI|OTEL)_/.test(name) ? name : `CLAUDE_PROXY_${name}`;
}

/** The environment variable that a value sets according to its description. */
export function variableIn({ description }: ChartValue): string | undefined {
  return /\bSets `([A-Z_]+)`/.exec(description)?.[1];
}
