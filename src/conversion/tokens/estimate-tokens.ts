import { estimateTextTokens } from './estimate-text-tokens.js';
import type { Countable } from './to-countable.js';

/** Estimates what has been taken apart for counting. */
export function estimateTokens({ texts, fixedTokens }: Countable): number {
  return Math.ceil(texts.reduce((sum, text) => sum + estimateTextTokens(text), fixedTokens));
}
