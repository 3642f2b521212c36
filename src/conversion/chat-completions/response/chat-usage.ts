import type { ChatChunk, ChatCompletion, ChatUsage } from '../../../protocol/openai/chat-completion.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { firstCount, parseTokenCount } from '../../shared/usage.js';
import type { TokenCounts } from '../../shared/usage.js';

type UsageReporting = ProviderProfile['usage'];

/** Reads the token counts under all names that providers use. */
export function readTokenCounts(usage: ChatUsage | undefined, reporting: UsageReporting): TokenCounts | undefined {
  return usage && correctCounts(readCounts(usage), reporting);
}

/** Counts the cached part in the prompt and hidden thinking in the output, as OpenAI does. */
function correctCounts(reported: TokenCounts, reporting: UsageReporting): TokenCounts {
  const counts = includeCache(reported, reporting.promptExcludesCache);
  const { prompt = 0, output, total = 0 } = counts;
  const hidden = total - prompt - output;
  const isHidden = reporting.outputExcludesThinking && prompt > 0 && hidden > 0;
  return isHidden ? { ...counts, output: output + hidden, thinking: hidden } : counts;
}

/** Adds the cached part to a prompt that leaves it out: the total shows it, or the provider is known for it, as xAI is. */
function includeCache(counts: TokenCounts, promptExcludesCache: boolean): TokenCounts {
  const { prompt = 0, cacheRead, cacheWrite, output, thinking, total = 0 } = counts;
  const cached = cacheRead + cacheWrite;
  if (prompt === 0 || cached === 0) return counts;
  if (total === prompt + cached + output) return { ...counts, prompt: prompt + cached };
  // xAI is also recognized behind a gateway, since it leaves thinking out of the output as well.
  const isXai = promptExcludesCache || (thinking > 0 && total === prompt + output + thinking);
  return isXai && cached > prompt ? { ...counts, prompt: prompt + cached, total: total + cached } : counts;
}

function readCounts(usage: ChatUsage): TokenCounts {
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
