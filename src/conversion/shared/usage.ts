import type { Usage } from '../../protocol/anthropic/message.js';

/** The token counts that an upstream reports, whatever names they have there; undefined where it reports none. */
export interface TokenCounts {
  /** The whole prompt, including what the cache read and wrote. */
  readonly prompt: number | undefined;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** The part of `cacheWrite` that is kept for an hour or longer. */
  readonly longCacheWrite?: number;
  readonly output: number;
  readonly thinking: number;
  readonly total: number | undefined;
}

/** Replaces counts that the upstream does not report; called only then. */
interface UsageEstimate {
  readonly inputTokens: () => number;
  readonly outputTokens: () => number;
}

/** Converts reported usage. Clients decide by these counts when to compact, so all are always numbers. */
export function convertUsage(reported: TokenCounts | undefined, serviceTier: unknown, estimate: UsageEstimate): Usage {
  const { cacheRead, cacheWrite, thinking } = reported ?? NO_COUNTS;
  const cached = cacheRead + cacheWrite;
  // No prompt is empty: zero tokens means that they were not counted, or that all of them were cached.
  const prompt = reported?.prompt || (cached === 0 ? Math.ceil(estimate.inputTokens()) : 0);
  const output = countOutput(reported ?? NO_COUNTS, prompt) || Math.ceil(estimate.outputTokens());
  return {
    // xAI has reported prompts that already leave out the cached part.
    input_tokens: cached <= prompt ? prompt - cached : prompt,
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: describeCacheWrite(reported),
    output_tokens_details: thinking > 0 ? { thinking_tokens: Math.min(thinking, output) } : null,
    server_tool_use: null,
    inference_geo: null,
    speed: null,
    service_tier: serviceTier === 'priority' ? 'priority' : 'standard',
  };
}

const NO_COUNTS: TokenCounts = {
  prompt: undefined,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  thinking: 0,
  total: undefined,
};

function describeCacheWrite({ cacheWrite, longCacheWrite = 0 } = NO_COUNTS): Usage['cache_creation'] {
  if (cacheWrite === 0) return null;
  const ephemeral_1h_input_tokens = Math.min(longCacheWrite, cacheWrite);
  return { ephemeral_5m_input_tokens: cacheWrite - ephemeral_1h_input_tokens, ephemeral_1h_input_tokens };
}

/** xAI leaves the reasoning out of the output; the total shows it. */
function countOutput({ output, thinking, total }: TokenCounts, prompt: number): number {
  return thinking > 0 && total === prompt + output + thinking ? output + thinking : output;
}

/** Reads the first value that is a token count; zero if none is. */
export function firstCount(...values: readonly unknown[]): number {
  return values.map(parseTokenCount).find((count) => count !== undefined) ?? 0;
}

/** Reads a token count; numbers sent as text are accepted, anything else counts as absent. */
export function parseTokenCount(value: unknown): number | undefined {
  const count = Math.trunc(typeof value === 'number' || isFilledText(value) ? Number(value) : NaN);
  // `-0` is valid JSON.
  return Number.isSafeInteger(count) && count >= 0 ? Math.abs(count) : undefined;
}

function isFilledText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
