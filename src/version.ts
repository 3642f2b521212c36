import { readFileSync } from 'node:fs';

/** The version of package.json, which is the image's and the chart's as well. */
export const version = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version: value } = JSON.parse(text) as { readonly version: string };
  return value;
}
