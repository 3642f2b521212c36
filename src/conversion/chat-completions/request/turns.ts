import type { MessageParam } from '../../../protocol/anthropic/request.js';
import { ApiError } from '../../../errors/api-error.js';
import type { RequestScope } from './request-scope.js';
import { convertAssistantTurn, type AssistantTurn } from './assistant-turn.js';
import { parseBlocks } from '../../shared/blocks.js';
import { convertUserContent, type UserItem } from './user-turn.js';

/** The content between two assistant turns: from the user, tools and the system. */
export interface UserTurn {
  readonly role: 'user';
  readonly items: UserItem[];
}

export type Turn = UserTurn | AssistantTurn;

/** Converts messages to turns: drops empty messages, merges neighbors, and ends with a user turn or a prefill. */
export function groupTurns(messages: readonly MessageParam[], scope: RequestScope): readonly Turn[] {
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
  // The summary of a conversation that was compacted comes as a block of the assistant.
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
