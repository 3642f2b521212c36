import { JsonSize, MAX_JSON_VALUES } from '../../../src/common/json-size.js';

export const MIB = 1024 * 1024;
const MODEL = 'claude-sonnet-5-5';

/** JSON of about this many bytes whose parsed form is as large as possible, by its shape. */
export const bombs: Readonly<Record<string, (bytes: number) => string>> = {
  'empty objects': (bytes) => `[${'{},'.repeat(bytes / 3)}{}]`,
  'empty lists': (bytes) => `[${'[],'.repeat(bytes / 3)}[]]`,
  numbers: (bytes) => `[${'0.5,'.repeat(bytes / 4)}"",0.5]`,
  'short strings': (bytes) => `[${repeat(bytes / 10, (index) => `"${index.toString(36).padStart(7, '.')}",`)}0]`,
  'distinct keys': (bytes) => `{${repeat(bytes / 10, (index) => `"${index.toString(36).padStart(5, '.')}":0,`)}"":0}`,
  'objects of distinct shapes': (bytes) =>
    `[${repeat(bytes / 12, (index) => `{"${index.toString(36).padStart(5, '.')}":0},`)}0]`,
  'deep nesting': (bytes) => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2),
  'one wide string': (bytes) => `"${'x'.repeat(bytes - 8)}\\u4e00"`,
};

/** Builds the largest bomb of a shape whose number of values is still accepted, up to 15 MiB. */
export function buildLargest(build: (bytes: number) => string): string {
  const sample = new JsonSize();
  sample.accept(Buffer.from(build(60_000)));
  return build(Math.min(15 * MIB, (0.99 * MAX_JSON_VALUES * sample.length) / sample.values));
}

const repeat = (count: number, format: (index: number) => string): string =>
  Array.from({ length: Math.floor(count) }, (_, index) => format(index)).join('');

export const requestWith = (schema: string, isStream = false): string =>
  `{"model":"${MODEL}","max_tokens":9,"stream":${isStream},"messages":[{"role":"user","content":"x"}],"tools":[{"name":"a","input_schema":{"type":"object","x":${schema}}}]}`;
export const promptOf = (text: string): string =>
  `{"model":"${MODEL}","max_tokens":9,"messages":[{"role":"user","content":"${text}"}]}`;
