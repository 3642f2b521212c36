import type { ModelTraits } from '../../dialects/dialect.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';

/** Converts the bound on the output. Upstreams refuse 0, which is how clients warm up a cache. */
export function toTokenLimit(
  maxTokens: number,
  maxOutputTokens: number | undefined,
  { tokenLimitField }: ModelTraits,
): Pick<ChatRequest, 'max_tokens' | 'max_completion_tokens'> {
  return { [tokenLimitField]: Math.max(1, Math.min(maxTokens, maxOutputTokens ?? Infinity)) };
}
