import type { ChatChunk, ChatCompletion, ChatUsage } from '../../../protocol/openai/chat-completion.js';
import { firstCount, parseTokenCount } from '../../shared/usage.js';
import type { TokenCounts } from '../../shared/usage.js';

/** Reads the token counts under all names that providers use. */
export function readTokenCounts(usage: ChatUsage | undefined): TokenCounts | undefined {
  if (usage === undefined) return undefined;
  const details = usage.prompt_tokens_details;
  return {
    prompt: parseTokenCount(usage.prompt_tokens),
    cacheRead: firstCount(
      details?.cached_tokens,
      usage.prompt_cache_hit_tokens,
      usage.cached_tokens,
      usage.cache_read_input_tokens,
    ),
    cacheWrite: firstCount(
      details?.cache_write_tokens,
      details?.cache_creation_input_tokens,
      details?.cache_creation_tokens,
      usage.cache_creation_input_tokens,
    ),
    output: firstCount(usage.completion_tokens),
    thinking: firstCount(usage.completion_tokens_details?.reasoning_tokens),
    total: parseTokenCount(usage.total_tokens),
  };
}

/** Finds the usage that an upstream reports; one without any positive count is a placeholder and counts as absent. */
export function parseReportedUsage({ usage, x_groq }: ChatChunk | ChatCompletion): ChatUsage | undefined {
  return [usage, x_groq?.usage].find(hasCounts) ?? undefined;
}

function hasCounts(usage: ChatUsage | null | undefined): boolean {
  return [usage?.prompt_tokens, usage?.completion_tokens].some((value) => (parseTokenCount(value) ?? 0) > 0);
}
