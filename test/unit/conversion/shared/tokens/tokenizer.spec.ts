import { describe, expect, it } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { countTextTokens } from '../../../../../src/conversion/shared/tokens/text-token-count.js';
import { samples } from './samples.js';

const tokenizer = (text: string): number => countTokens(text);

describe('countTextTokens', () => {
  it.each(Object.entries(samples))('counts %s exactly', (_name, text) => {
    expect(countTextTokens(text, tokenizer)).toBe(countTokens(text));
  });

  it.each(['a', '-', ' ', '我', 'é'])('cuts a run of %p, which would take the tokenizer for ever', (character) => {
    const lengths: number[] = [];
    countTextTokens(`before ${character.repeat(100_000)} behind`, (text) => lengths.push(text.length));

    expect(Math.max(...lengths)).toBeLessThanOrEqual(128);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(100_014);
  });

  it('stays close to the true count when it cuts', () => {
    const text = 'x'.repeat(2000);

    expect(Math.abs(countTextTokens(text, tokenizer) / countTokens(text) - 1)).toBeLessThan(0.05);
  });
});
