import type { Dialect } from '../../dialects/dialect.js';
import type { MessageParam } from '../../protocol/anthropic/messages.js';
import type {
  ChatAssistantMessage,
  ChatContentPart,
  ChatMessage,
  ChatToolCall,
  ChatUserMessage,
} from '../../protocol/openai/chat-request.js';
import { markLastPart } from './mark-last-part.js';
import type { RequestScope } from './request-scope.js';
import type { AssistantTurn } from './to-assistant-turn.js';
import { toContent } from './to-content.js';
import { toReasoningFields } from './to-reasoning-fields.js';
import type { ToolAnswer } from './to-tool-answer.js';
import { toTurns } from './to-turns.js';
import type { SystemNote, UserItem } from './to-user-items.js';

/** Converts the turns of a conversation. Every call is answered by one tool message, right behind the calls. */
export function toChatMessages(messages: readonly MessageParam[], scope: RequestScope): readonly ChatMessage[] {
  let openCalls: readonly ChatToolCall[] = [];
  const turns = toTurns(messages, scope);
  const isAmongCalls = turns.some((turn) => turn.role === 'assistant' && turn.calls.length > 0);
  return turns.flatMap((turn): ChatMessage[] => {
    if (turn.role === 'user') return toUserSideMessages(turn.items, openCalls, scope.dialect);
    openCalls = turn.calls;
    return [{ ...toAssistantMessage(turn), ...toReasoningFields(turn, scope.dialect, isAmongCalls) }];
  });
}

function toAssistantMessage({ texts, calls, cacheMarks }: AssistantTurn): ChatAssistantMessage {
  const text = texts.join('\n\n');
  const cache_control = cacheMarks.at(-1);
  const content = cache_control && text.trim() ? [{ type: 'text' as const, text, cache_control }] : text;
  return calls.length > 0
    ? { role: 'assistant', content: content || null, tool_calls: calls }
    : { role: 'assistant', content };
}

function toUserSideMessages(
  items: readonly UserItem[],
  calls: readonly ChatToolCall[],
  dialect: Dialect,
): ChatMessage[] {
  const answers = new Map<string, ToolAnswer | undefined>(calls.map(({ id }) => [id, undefined]));
  const rest = items.flatMap((item): readonly (ChatContentPart | SystemNote)[] => {
    if (item.type !== 'tool_result') return [item];
    const { id, text, media, cacheControl } = item;
    if (!answers.has(id)) {
      return markLastPart([{ type: 'text', text: `[tool result for ${id}] ${text}` }, ...media], cacheControl);
    }
    // The first of two results wins.
    if (answers.get(id) !== undefined) return [];
    answers.set(id, item);
    return item.inline ? [] : media;
  });
  const toolMessages = [...answers].map(([id, answer]): ChatMessage => {
    const parts = answer?.inline ?? [{ type: 'text', text: answer?.text ?? '[no result]' }];
    return { role: 'tool', tool_call_id: id, content: toContent(markLastPart(parts, answer?.cacheControl), dialect) };
  });
  return [...toolMessages, ...toUserMessages(rest, dialect)];
}

// One user message, unless the upstream takes system messages in between.
function toUserMessages(items: readonly (ChatContentPart | SystemNote)[], dialect: Dialect): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let parts: ChatContentPart[] = [];
  for (const item of items) {
    if (item.type !== 'system') {
      parts.push(item);
      continue;
    }
    messages.push(...toUserMessage(parts, dialect), { role: 'system', content: toContent([item.part], dialect) });
    parts = [];
  }
  return [...messages, ...toUserMessage(parts, dialect)];
}

function toUserMessage(parts: readonly ChatContentPart[], dialect: Dialect): readonly ChatUserMessage[] {
  return parts.length > 0 ? [{ role: 'user', content: toContent(parts, dialect) }] : [];
}
