import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonSize } from '../../../src/common/json-size.js';

function measure(text: string, chunkLength = text.length): JsonSize {
  const size = new JsonSize();
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += chunkLength)
    size.accept(bytes.subarray(start, start + chunkLength));
  return size;
}

/** Counts the containers of a value and the values that follow another one: what the separators of its text stand for. */
function countSeparators(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: unknown[] = Object.values(value);
  return (
    1 + Math.max(0, children.length - 1) + children.reduce((sum: number, child) => sum + countSeparators(child), 0)
  );
}

describe('JsonSize', () => {
  it('counts the values of any JSON, whatever its strings contain', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        expect(measure(JSON.stringify(value, null, indent)).values).toBe(countSeparators(value));
      }),
    );
  });

  it('counts the same however the text is split into chunks', () => {
    const hostile = fc.array(
      fc.constantFrom('"', '\\', '[', ',', '{', 'x', '\\"', 'é', 'long text without any quote in it'),
    );
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 40 }), (pieces, chunkLength) => {
        const text = pieces.join('');
        expect(measure(text, chunkLength).values).toBe(measure(text, 1).values);
      }),
    );
  });

  it('counts an announced length before it has arrived', () => {
    expect(new JsonSize().memoryOf(1000)).toBe(measure('"'.padEnd(1000)).memoryOf());
  });

  it('recognizes more values than are parsed', () => {
    expect(measure(`[${'{},'.repeat(300_000)}{}]`).hasTooManyValues).toBe(true);
    expect(measure(`["${'{},'.repeat(300_000)}"]`).hasTooManyValues).toBe(false);
  });
});
