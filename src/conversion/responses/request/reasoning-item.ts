import type { ResponsesReasoningItem } from '../../../protocol/openai/responses-request.js';
import type { PastReasoning } from '../../shared/conversation/assistant-turn.js';
import type { ProviderState } from '../../shared/provider-state/envelope.js';
import type { InputScope } from './input-scope.js';

/** Converts earlier reasoning to what the upstream accepts back; undefined if that is nothing. */
export function convertReasoningItem(
  { text }: PastReasoning,
  state: ProviderState | undefined,
  { support, refusedState }: Pick<InputScope, 'support' | 'refusedState'>,
): ResponsesReasoningItem | undefined {
  // Reasoning of another model is not sent as text either: it would look like something that this model said.
  if (!state || !support.replaysReasoning) return undefined;
  switch (support.reasoningItems) {
    case 'encrypted': {
      const { encrypted } = state;
      if (!encrypted || refusedState.has(encrypted)) return undefined;
      return { type: 'reasoning', summary: [], encrypted_content: encrypted };
    }
    case 'text': {
      const reasoning = text || (state.reasoning ?? '');
      if (reasoning.trim() === '') return undefined;
      return { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: reasoning }] };
    }
    case 'none':
      return undefined;
  }
}
