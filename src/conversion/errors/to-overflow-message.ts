import type { ContextOverflow } from './read-context-overflow.js';
import type { UpstreamErrorContext } from './upstream-error-context.js';

type PromptContext = Pick<UpstreamErrorContext, 'estimatedInputTokens' | 'contextWindow' | 'inputScale'>;

/** Words an overflow as the Messages API does: only so do clients compact, or ask for a shorter answer, by the right numbers. */
export function toOverflowMessage(
  overflow: ContextOverflow,
  upstreamMessage: string,
  { estimatedInputTokens, contextWindow, inputScale = 1 }: PromptContext,
): string {
  const { inputTokens, outputTokens, limit = contextWindow } = overflow;
  if (limit === undefined) return `prompt is too long (${upstreamMessage})`;
  if (inputTokens !== undefined && outputTokens !== undefined && inputTokens < limit) {
    // Never scaled: what is left for the answer is the difference, and answers are counted as they are.
    return (
      `input length and \`max_tokens\` exceed context limit: ${inputTokens} + ${outputTokens} > ${limit}, ` +
      'decrease input length or `max_tokens` and try again'
    );
  }
  // A count of ours may be a little low; the upstream has ruled that the prompt is over the limit.
  const tokens = Math.max(inputTokens ?? estimatedInputTokens(), limit + 1);
  return `prompt is too long: ${Math.round(tokens * inputScale)} tokens > ${Math.round(limit * inputScale)} maximum`;
}
