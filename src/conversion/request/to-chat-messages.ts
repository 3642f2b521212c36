import type { MessageParam } from '../../protocol/anthropic/messages.js';
import type {
  ChatAssistantMessage,
  ChatContentPart,
  ChatMessage,
  ChatToolCall,
  ChatUserMessage,
} from '../../protocol/openai/chat-request.js';
import type { RequestScope } from './request-scope.js';
import type { AssistantTurn } from './to-assistant-turn.js';
import { toTurns } from './to-turns.js';
import type { SystemNote, UserItem } from './to-user-items.js';

/** Converts the turns of a conversation. Every call is answered by one tool message, right behind the calls. */
export function toChatMessages(messages: readonly MessageParam[], scope: RequestScope): readonly ChatMessage[] {
  let openCalls: readonly ChatToolCall[] = [];
  return toTurns(messages, scope).flatMap((turn): ChatMessage[] => {
    if (turn.role === 'user') return toUserSideMessages(turn.items, openCalls);
    openCalls = turn.calls;
    return [toAssistantMessage(turn)];
  });
}

function toAssistantMessage({ texts, calls }: AssistantTurn): ChatAssistantMessage {
  const text = texts.join('\n\n');
  return calls.length > 0
    ? { role: 'assistant', content: text || null, tool_calls: calls }
    : { role: 'assistant', content: text };
}

function toUserSideMessages(items: readonly UserItem[], calls: readonly ChatToolCall[]): ChatMessage[] {
  const answers = new Map<string, string | undefined>(calls.map(({ id }) => [id, undefined]));
  const rest = items.flatMap((item): readonly (ChatContentPart | SystemNote)[] => {
    if (item.type !== 'tool_result') return [item];
    const { id, text, media } = item;
    if (!answers.has(id)) return [{ type: 'text', text: `[tool result for ${id}] ${text}` }, ...media];
    // The first of two results wins.
    if (answers.get(id) !== undefined) return [];
    answers.set(id, text);
    return media;
  });
  const toolMessages = [...answers].map(([id, text]): ChatMessage => ({
    role: 'tool',
    tool_call_id: id,
    content: text ?? '[no result]',
  }));
  return [...toolMessages, ...toUserMessages(rest)];
}

// One user message, unless the upstream takes system messages in between.
function toUserMessages(items: readonly (ChatContentPart | SystemNote)[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let parts: ChatContentPart[] = [];
  for (const item of items) {
    if (item.type !== 'system') {
      parts.push(item);
      continue;
    }
    messages.push(...toUserMessage(parts), { role: 'system', content: item.text });
    parts = [];
  }
  return [...messages, ...toUserMessage(parts)];
}

function toUserMessage(parts: readonly ChatContentPart[]): readonly ChatUserMessage[] {
  if (parts.length === 0) return [];
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  // Some servers take an array only where there is more than text.
  return [{ role: 'user', content: texts.length === parts.length ? texts.join('\n\n') : parts }];
}
