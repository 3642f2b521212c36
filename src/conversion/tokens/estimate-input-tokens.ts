import type { CountTokensRequest } from '../../protocol/anthropic/messages.js';
import { estimateTokens } from './estimate-tokens.js';
import { toCountable } from './to-countable.js';

/** Estimates the input tokens of a request at once; for the true number there is the token counter. */
export function estimateInputTokens(request: CountTokensRequest): number {
  return estimateTokens(toCountable(request));
}
