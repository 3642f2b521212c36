import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';
import type { ProviderState } from './provider-state.js';

/** Makes state of reasoning that the client is not shown and of its details, if there is any. */
export function toReasoningState(
  reasoning: string,
  details: readonly ChatReasoningDetail[],
): ProviderState | undefined {
  const hasReasoning = reasoning.trim() !== '';
  if (!hasReasoning && details.length === 0) return undefined;
  return { ...(hasReasoning && { reasoning }), ...(details.length > 0 && { details }) };
}
