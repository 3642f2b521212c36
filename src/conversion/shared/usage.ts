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
  /** Searches of the web that the upstream made. */
  readonly webSearches?: number;
}

/** Replaces counts that the upstream does not report; called only then. */
interface UsageEstimate {
  readonly inputTokens: () => number;
  readonly outputTokens: () => number;
}

/** Converts reported usage. Clients decide by these counts when to compact, so all are always numbers. */
export function convertUsage(reported: TokenCounts | undefined, serviceTier: unknown, estimate: UsageEstimate): Usage {
  const counts = reported ?? NO_COUNTS;
  // No prompt is empty: zero tokens means that they were not counted, or that all of them were cached.
  const prompt = counts.prompt || counts.cacheRead + counts.cacheWrite || Math.ceil(estimate.inputTokens());
  const { cacheRead, cacheWrite } = limitCacheCounts(counts, prompt);
  const output = countOutput(counts, prompt) || Math.ceil(estimate.outputTokens());
  return {
    input_tokens: prompt - cacheRead - cacheWrite,
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation: describeCacheWrite({ ...counts, cacheWrite }),
    output_tokens_details: counts.thinking > 0 ? { thinking_tokens: Math.min(counts.thinking, output) } : null,
    server_tool_use: null,
    inference_geo: null,
    speed: null,
    service_tier: serviceTier === 'priority' ? 'priority' : 'standard',
  };
}

/** The parts of a prompt never exceed it: some upstreams report the same tokens as read and as written. */
function limitCacheCounts({ cacheRead, cacheWrite }: TokenCounts, prompt: number): CacheCounts {
  const read = Math.min(cacheRead, prompt);
  const isRepeated = cacheWrite === cacheRead && read + cacheWrite > prompt;
  return { cacheRead: read, cacheWrite: isRepeated ? 0 : Math.min(cacheWrite, prompt - read) };
}

type CacheCounts = Pick<TokenCounts, 'cacheRead' | 'cacheWrite'>;

const NO_COUNTS: TokenCounts = {
  prompt: undefined,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  thinking: 0,
  total: undefined,
};

function describeCacheWrite({ cacheWrite, longCacheWrite = 0 }: TokenCounts): Usage['cache_creation'] {
  if (cacheWrite === 0) return null;
  const ephemeral_1h_input_tokens = Math.min(longCacheWrite, cacheWrite);
  return { ephemeral_5m_input_tokens: cacheWrite - ephemeral_1h_input_tokens, ephemeral_1h_input_tokens };
}

/** Some upstreams leave the reasoning, or a part of it, out of the output; the total shows it. */
function countOutput({ output, thinking, total = 0 }: TokenCounts, prompt: number): number {
  const hidden = total - prompt - output;
  const isHidden = hidden > 0 && (hidden === thinking || thinking > output);
  return isHidden ? output + hidden : output;
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
