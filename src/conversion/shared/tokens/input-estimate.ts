import type { CountTokensRequest } from '../../../protocol/anthropic/request.js';
import { collectCountableContent } from './countable-content.js';
import type { CountableContent } from './countable-content.js';
import { estimateTextTokens } from './text-estimate.js';

/** Estimates the input tokens of a request at once; for the true number there is the token counter. */
export function estimateInputTokens(request: CountTokensRequest): number {
  return estimateTokens(collectCountableContent(request));
}

/** Maximum characters read, evenly spread over the conversation, so that the event loop is not blocked. */
const MAX_READ = 262_144;

/** Estimates the tokens of content that was split for counting. */
export function estimateTokens({ texts, fixedTokens }: CountableContent): number {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const share = Math.min(1, MAX_READ / length);
  return Math.round(texts.reduce((sum, text) => sum + estimateTextTokens(text, text.length * share), fixedTokens));
}
