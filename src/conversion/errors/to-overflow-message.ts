import type { ContextOverflow } from './read-context-overflow.js';

/** Words an overflow as the Messages API does: only so do clients compact, or ask for a shorter answer, by the right numbers. */
export function toOverflowMessage(
  { inputTokens, outputTokens, limit }: ContextOverflow,
  upstreamMessage: string,
  estimatedInputTokens: () => number,
): string {
  if (limit === undefined) return `prompt is too long (${upstreamMessage})`;
  if (inputTokens !== undefined && outputTokens !== undefined && inputTokens < limit) {
    return (
      `input length and \`max_tokens\` exceed context limit: ${inputTokens} + ${outputTokens} > ${limit}, ` +
      'decrease input length or `max_tokens` and try again'
    );
  }
  // A count of ours may be a little low; the upstream has ruled that the prompt is over the limit.
  const tokens = Math.max(inputTokens ?? estimatedInputTokens(), limit + 1);
  return `prompt is too long: ${tokens} tokens > ${limit} maximum`;
}
