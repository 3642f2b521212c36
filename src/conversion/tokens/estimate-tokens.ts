import { estimateTextTokens } from './estimate-text-tokens.js';
import type { Countable } from './to-countable.js';

/** Of a longer conversation only so many characters are read, evenly: the event loop has other requests to serve. */
const MAX_READ = 262_144;

/** Estimates what has been taken apart for counting. */
export function estimateTokens({ texts, fixedTokens }: Countable): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, MAX_READ / length);
  return Math.round(texts.reduce((sum, text) => sum + estimateTextTokens(text, text.length * share), fixedTokens));
}
