import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const MAX_LINES = 10;

const normalize = (code: string): string => code.replace(/\s+/g, ' ').trim();

/** The examples, which are compiled, and which examples.spec.ts runs. */
const examples = readdirSync('examples')
  .map((name) => normalize(readFileSync(`examples/${name}`, 'utf8')))
  .join('\n');

const section = (page: string, heading: string): string =>
  readFileSync(page, 'utf8')
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`)) ?? '';

const snippets = [...section('docs/extending.md', 'NestJS features').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = '']) => code,
);

describe('the snippets of docs/extending.md about features of Nest', () => {
  it('exist for each feature', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(7);
  });

  it.each(snippets.map((code) => [normalize(code).slice(0, 60), code]))('are taken from an example: %s', (_, code) => {
    expect(examples).toContain(normalize(code));
  });

  it.each(snippets.map((code) => [normalize(code).slice(0, 60), code]))('are short: %s', (_, code) => {
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(MAX_LINES);
  });
});
