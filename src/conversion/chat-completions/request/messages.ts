import { ApiError } from '../../../errors/api-error.js';
import type { MessageParam } from '../../../protocol/anthropic/request.js';
import type {
  ChatAssistantMessage,
  ChatContentPart,
  ChatMessage,
  ChatToolCall,
  ChatUserMessage,
} from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { parseBlocks } from '../../shared/blocks.js';
import { buildReasoningReplay, convertAssistantTurn } from './assistant-turn.js';
import type { AssistantTurn } from './assistant-turn.js';
import { markLastPart } from './cache-control.js';
import { joinTextParts } from './content-parts.js';
import type { RequestScope } from './request-scope.js';
import { convertUserContent } from './user-turn.js';
import type { SystemNote, ToolResult, UserItem } from './user-turn.js';

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

/** The content between two assistant turns: from the user, tools and the system. */
interface UserTurn {
  readonly role: 'user';
  readonly items: UserItem[];
}

type Turn = UserTurn | AssistantTurn;

/** Converts messages to turns: drops empty messages, merges neighbors, and ends with a user turn or a prefill. */
function groupTurns(messages: readonly MessageParam[], scope: RequestScope): readonly Turn[] {
  const turns: Turn[] = [];
  const lastByUser = messages.findLastIndex(({ role }) => role === 'user');
  messages.forEach((message, index) => {
    // A system turn may be meant for the turn that it follows alone.
    if (message.role === 'system' && message.clear_at === 'next_user_message' && index < lastByUser) return;
    for (const turn of convertMessage(message, `messages.${index}`, scope)) append(turn, turns);
  });
  return endWithUser(turns, messages.at(-1)?.role === 'assistant', scope);
}

const blank: UserItem = { type: 'text', text: ' ' };

// Only tool results and a prefill need no user message after them.
function endWithUser(turns: readonly Turn[], endedWithAssistant: boolean, { profile }: RequestScope): readonly Turn[] {
  const last = turns.at(-1);
  if (last?.role === 'user') return turns;
  if (!endedWithAssistant || last === undefined) return [...turns, { role: 'user', items: [blank] }];
  if (last.calls.length > 0) return [...turns, { role: 'user', items: [] }];
  if (profile.prefill !== 'rejected') return turns;
  throw ApiError.invalidRequest(
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  );
}

function convertMessage(message: MessageParam, path: string, scope: RequestScope): readonly Turn[] {
  if (message.role !== 'assistant') return [{ role: 'user', items: convertUserContent(message, path, scope) }];
  // Clients send the summary of a compacted conversation as an assistant block.
  const summaries = parseBlocks(message.content).filter(({ type }) => type === 'compaction');
  return [
    { role: 'user', items: convertUserContent({ role: 'user', content: summaries }, path, scope) },
    convertAssistantTurn(message, scope),
  ];
}

function append(turn: Turn, turns: Turn[]): void {
  if (isEmpty(turn)) return;
  const last = turns.at(-1);
  if (last?.role === 'user' && turn.role === 'user') {
    for (const item of turn.items) last.items.push(item);
  } else if (last?.role === 'assistant' && turn.role === 'assistant') {
    last.texts.push(...turn.texts);
    for (const call of turn.calls) last.calls.push(call);
    for (const mark of turn.cacheMarks) last.cacheMarks.push(mark);
    last.reasonings.push(...turn.reasonings);
    for (const detail of turn.details) last.details.push(detail);
  } else {
    turns.push(turn);
  }
}

function isEmpty(turn: Turn): boolean {
  return turn.role === 'user' ? turn.items.length === 0 : turn.texts.length + turn.calls.length === 0;
}
