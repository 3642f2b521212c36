import { describe, expect, it } from '@jest/globals';
import { OutputEstimate } from '../../../../../src/conversion/shared/tokens/output-estimate.js';
import { estimateTextTokens } from '../../../../../src/conversion/shared/tokens/text-estimate.js';

const SENTENCE = 'The quick brown fox jumps over the lazy dog, and 42 others follow. ';

function estimateInPieces(text: string, length: number): number {
  const estimate = new OutputEstimate();
  for (let start = 0; start < text.length; start += length) estimate.add(text.slice(start, start + length));
  return estimate.tokens;
}

describe('OutputEstimate', () => {
  it('equals the estimate of the whole text for a response of usual length', () => {
    const text = SENTENCE.repeat(900);
    expect(estimateInPieces(text, 7)).toBe(estimateTextTokens(text));
  });

  it('stays within 2 % of the estimate of the whole text for a long response', () => {
    const text = SENTENCE.repeat(30_000);
    const expected = estimateTextTokens(text);
    expect(Math.abs(estimateInPieces(text, 1_000) - expected) / expected).toBeLessThan(0.02);
  });
});
