import { describe, expect, it, jest } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateTextTokens } from '../../../../../src/conversion/shared/tokens/text-estimate.js';
import { samples } from './samples.js';

describe('estimateTextTokens', () => {
  it.each(Object.entries(samples))('comes within 12 %% of the tokenizer on %s', (_name, text) => {
    const ratio = estimateTextTokens(text) / countTokens(text);

    expect(ratio).toBeGreaterThan(0.88);
    expect(ratio).toBeLessThan(1.12);
  });

  it('comes within 5 % over all of them', () => {
    const text = Object.values(samples).join('\n\n');

    expect(Math.abs(estimateTextTokens(text) / countTokens(text) - 1)).toBeLessThan(0.05);
  });

  it.each([
    ['', 0],
    ['hello', 1],
    ['hello world', 2],
    ['getElementById', 4],
    ['12345', 2],
    ['a, b', 3],
    ['"key":', 2],
  ])('splits %p as the tokenizer does', (text, tokens) => {
    expect(Math.round(estimateTextTokens(text))).toBe(tokens);
  });

  it('judges a long text by samples, whatever its length', () => {
    const page = Object.values(samples).join('\n');
    const text = page.repeat(400);
    const reads = jest.spyOn(String.prototype, 'charCodeAt');
    const tokens = estimateTextTokens(text);
    const readCharacters = reads.mock.calls.length;
    reads.mockRestore();

    expect(Math.abs(tokens / (estimateTextTokens(page) * 400) - 1)).toBeLessThan(0.1);
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(readCharacters).toBeGreaterThan(0);
    expect(readCharacters).toBeLessThanOrEqual(32 * 2048);
  });

  it('reads no more than it is allowed to, but at least one sample', () => {
    const text = `${'word '.repeat(2000)}${'1'.repeat(10_000)}${'word '.repeat(2000)}`;

    // The one sample lies in the middle, where there are digits only.
    expect(estimateTextTokens(text, 100)).toBeCloseTo(text.length / 3, -2);
  });

  it.each(['a', ' ', '-', '\n', '😀', 'é', 'a1', 'aB', '我'])('has an answer to a million times %p', (text) => {
    const tokens = estimateTextTokens(text.repeat(1_000_000));

    expect(tokens).toBeGreaterThan(0);
    expect(tokens).toBeLessThanOrEqual(2_000_000);
  });
});
