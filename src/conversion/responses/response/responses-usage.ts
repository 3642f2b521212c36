import type { ResponsesUsage } from '../../../protocol/openai/responses.js';
import { firstCount, parseTokenCount } from '../../shared/usage.js';
import type { TokenCounts } from '../../shared/usage.js';

/** Reads the token counts; usage without any positive count is a placeholder and counts as absent. */
export function readTokenCounts(usage: ResponsesUsage | null | undefined): TokenCounts | undefined {
  const prompt = parseTokenCount(usage?.input_tokens);
  const output = firstCount(usage?.output_tokens);
  if (!prompt && output === 0) return undefined;
  const details = usage?.input_tokens_details;
  return {
    prompt,
    cacheRead: firstCount(details?.cached_tokens),
    cacheWrite: firstCount(details?.cache_write_tokens),
    longCacheWrite: firstCount(details?.cache_write_tokens_details?.ttl_12h_tokens),
    output,
    thinking: firstCount(usage?.output_tokens_details?.reasoning_tokens),
    total: parseTokenCount(usage?.total_tokens),
  };
}
