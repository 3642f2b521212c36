import type { Dialect } from '../../dialects/dialect.js';
import type { ChatAssistantMessage, ChatAssistantPart } from '../../protocol/openai/chat-request.js';
import type { AssistantTurn } from './to-assistant-turn.js';

/** Gives earlier reasoning back, in the fields in which the upstream takes it. */
export function toReasoningFields(
  { texts, reasonings, details }: AssistantTurn,
  { reasoningReplay, reasoningPlaceholder }: Dialect,
  isAmongCalls: boolean,
): Partial<ChatAssistantMessage> {
  const reasoning = reasonings.join('\n\n');
  switch (reasoningReplay) {
    case 'none':
      return {};
    case 'reasoning':
    case 'reasoning_content':
      return reasoning ? { [reasoningReplay]: reasoning } : {};
    case 'required_reasoning_content':
      // DeepSeek wants it in every message once there are calls, and ignores or refuses it before (openclaude#878).
      return isAmongCalls ? { reasoning_content: reasoning || reasoningPlaceholder } : {};
    case 'reasoning_details':
      if (details.length > 0) return { reasoning_details: details };
      return reasoning ? { reasoning } : {};
    case 'thinking_parts':
      return reasoning ? { content: toThinkingParts(reasoning, texts.join('\n\n')) } : {};
  }
}

function toThinkingParts(reasoning: string, text: string): readonly ChatAssistantPart[] {
  return [
    { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] },
    ...(text ? [{ type: 'text', text } as const] : []),
  ];
}
