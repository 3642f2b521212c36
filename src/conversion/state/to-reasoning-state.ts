import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';
import type { ProviderState } from './provider-state.js';

/** Makes state of the details of reasoning, or else of the reasoning that the client is not shown, if there is any. */
export function toReasoningState(
  reasoning: string,
  details: readonly ChatReasoningDetail[],
): ProviderState | undefined {
  if (details.length > 0) return { details };
  return reasoning.trim() === '' ? undefined : { reasoning };
}
