import type { Usage } from '../../protocol/anthropic/message.js';
import type { ChatChunk } from '../../protocol/openai/chat-completion.js';
import type { ChatCompletion, ChatUsage } from '../../protocol/openai/chat-completion.js';

/** Replaces counts that the upstream does not report; called only then. */
interface UsageEstimate {
  readonly inputTokens: () => number;
  readonly outputTokens: () => number;
}

/** Converts reported usage. Clients decide by these counts when to compact, so all are always numbers. */
export function convertUsage(reported: ChatUsage | undefined, serviceTier: unknown, estimate: UsageEstimate): Usage {
  const { cacheRead, cacheWrite } = parseCacheCounts(reported);
  const cached = cacheRead + cacheWrite;
  // No prompt is empty: zero tokens means that they were not counted, or that all of them were cached.
  const prompt = parseTokenCount(reported?.prompt_tokens) || (cached === 0 ? Math.ceil(estimate.inputTokens()) : 0);
  const { output, thinking } = parseOutputCounts(reported, prompt, estimate);
  return {
    // xAI has reported prompts that already leave out the cached part.
    input_tokens: cached <= prompt ? prompt - cached : prompt,
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: cacheWrite > 0 ? { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 } : null,
    output_tokens_details: thinking > 0 ? { thinking_tokens: Math.min(thinking, output) } : null,
    server_tool_use: null,
    inference_geo: null,
    speed: null,
    service_tier: serviceTier === 'priority' ? 'priority' : 'standard',
  };
}

function parseCacheCounts(reported: ChatUsage | undefined): {
  readonly cacheRead: number;
  readonly cacheWrite: number;
} {
  const details = reported?.prompt_tokens_details;
  return {
    cacheRead: firstCount(
      details?.cached_tokens,
      reported?.prompt_cache_hit_tokens,
      reported?.cached_tokens,
      reported?.cache_read_input_tokens,
    ),
    cacheWrite: firstCount(
      details?.cache_write_tokens,
      details?.cache_creation_input_tokens,
      details?.cache_creation_tokens,
      reported?.cache_creation_input_tokens,
    ),
  };
}

function parseOutputCounts(
  reported: ChatUsage | undefined,
  prompt: number,
  estimate: UsageEstimate,
): { readonly output: number; readonly thinking: number } {
  const completion = firstCount(reported?.completion_tokens);
  const thinking = firstCount(reported?.completion_tokens_details?.reasoning_tokens);
  // xAI leaves the reasoning out of completion_tokens; the total shows it.
  const isApart = thinking > 0 && parseTokenCount(reported?.total_tokens) === prompt + completion + thinking;
  return { output: (isApart ? completion + thinking : completion) || Math.ceil(estimate.outputTokens()), thinking };
}

function firstCount(...values: readonly unknown[]): number {
  return values.map(parseTokenCount).find((count) => count !== undefined) ?? 0;
}

/** Finds the usage that an upstream reports; one without any positive count is a placeholder and counts as absent. */
export function parseReportedUsage({ usage, x_groq }: ChatChunk | ChatCompletion): ChatUsage | undefined {
  return [usage, x_groq?.usage].find(hasCounts) ?? undefined;
}

function hasCounts(usage: ChatUsage | null | undefined): boolean {
  return [usage?.prompt_tokens, usage?.completion_tokens].some((value) => (parseTokenCount(value) ?? 0) > 0);
}

/** Reads a token count; numbers sent as text are accepted, anything else counts as absent. */
function parseTokenCount(value: unknown): number | undefined {
  const count = Math.trunc(typeof value === 'number' || isFilledText(value) ? Number(value) : NaN);
  // `-0` is valid JSON.
  return Number.isSafeInteger(count) && count >= 0 ? Math.abs(count) : undefined;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
