import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { MessageParam } from '../../../protocol/anthropic/request.js';
import type {
  ChatAssistantMessage,
  ChatContentPart,
  ChatMessage,
  ChatToolCall,
  ChatUserMessage,
} from '../../../protocol/openai/chat-request.js';
import { markLastPart } from './cache-control.js';
import type { RequestScope } from './request-scope.js';
import type { AssistantTurn } from './assistant-turn.js';
import { joinTextParts } from './content-parts.js';
import { buildReasoningReplay } from './reasoning-replay.js';
import type { ToolResult } from './tool-result.js';
import { groupTurns } from './turns.js';
import type { SystemNote, UserItem } from './user-turn.js';

/** Converts the turns of a conversation. Every call has one tool message, directly after the calls. */
export function convertMessages(messages: readonly MessageParam[], scope: RequestScope): readonly ChatMessage[] {
  let openCalls: readonly ChatToolCall[] = [];
  const turns = groupTurns(messages, scope);
  const isAmongCalls = turns.some((turn) => turn.role === 'assistant' && turn.calls.length > 0);
  return turns.flatMap((turn): ChatMessage[] => {
    if (turn.role === 'user') return buildUserSideMessages(turn.items, openCalls, scope.profile);
    openCalls = turn.calls;
    return [{ ...buildAssistantMessage(turn), ...buildReasoningReplay(turn, scope.profile, isAmongCalls) }];
  });
}

function buildAssistantMessage({ texts, calls, cacheMarks }: AssistantTurn): ChatAssistantMessage {
  const text = texts.join('\n\n');
  const cache_control = cacheMarks.at(-1);
  const content = cache_control && text.trim() ? [{ type: 'text' as const, text, cache_control }] : text;
  return calls.length > 0
    ? { role: 'assistant', content: content || null, tool_calls: calls }
    : { role: 'assistant', content };
}

function buildUserSideMessages(
  items: readonly UserItem[],
  calls: readonly ChatToolCall[],
  profile: ProviderProfile,
): ChatMessage[] {
  const answers = new Map<string, ToolResult | undefined>(calls.map(({ id }) => [id, undefined]));
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
    return {
      role: 'tool',
      tool_call_id: id,
      content: joinTextParts(markLastPart(parts, answer?.cacheControl), profile),
    };
  });
  return [...toolMessages, ...buildUserMessages(rest, profile)];
}

// One user message, unless the upstream accepts system messages in between.
function buildUserMessages(items: readonly (ChatContentPart | SystemNote)[], profile: ProviderProfile): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let parts: ChatContentPart[] = [];
  for (const item of items) {
    if (item.type !== 'system') {
      parts.push(item);
      continue;
    }
    messages.push(...buildUserMessage(parts, profile), {
      role: 'system',
      content: joinTextParts([item.part], profile),
    });
    parts = [];
  }
  return [...messages, ...buildUserMessage(parts, profile)];
}

function buildUserMessage(parts: readonly ChatContentPart[], profile: ProviderProfile): readonly ChatUserMessage[] {
  return parts.length > 0 ? [{ role: 'user', content: joinTextParts(parts, profile) }] : [];
}
