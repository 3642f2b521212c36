import { ApiError } from '../../../errors/api-error.js';
import type { MessageParam } from '../../../protocol/anthropic/request.js';
import { parseBlocks } from '../blocks.js';
import { convertAssistantMessage, joinAssistantText } from './assistant-turn.js';
import type { AssistantMessage, AssistantTurn } from './assistant-turn.js';
import type { ConversationScope } from './conversation-scope.js';
import { convertUserContent } from './user-turn.js';
import type { UserItem } from './user-turn.js';

/** The content between two assistant turns: from the user, tools and the system. */
export interface UserTurn {
  readonly role: 'user';
  readonly items: UserItem[];
}

/** Part of a conversation, independent of the upstream API. */
export type Turn = UserTurn | AssistantTurn;

/** Converts messages to turns: drops empty messages, merges neighbors, and ends with a user turn or a prefill. */
export function groupTurns(messages: readonly MessageParam[], scope: ConversationScope): readonly Turn[] {
  const turns: Turn[] = [];
  const lastByUser = messages.findLastIndex(({ role }) => role === 'user');
  messages.forEach((message, index) => {
    // A system turn may be meant for the turn that it follows alone.
    if (message.role === 'system' && message.clear_at === 'next_user_message' && index < lastByUser) return;
    appendMessage(message, `messages.${index}`, { scope, turns });
  });
  return endWithUser(turns, messages.at(-1)?.role === 'assistant', scope);
}

interface TurnBuilder {
  readonly scope: ConversationScope;
  readonly turns: Turn[];
}

function appendMessage(message: MessageParam, path: string, { scope, turns }: TurnBuilder): void {
  if (message.role !== 'assistant') {
    appendItems(convertUserContent(message, path, scope), turns);
    return;
  }
  // Clients send the summary of a compacted conversation as an assistant block.
  const summaries = parseBlocks(message.content).filter(({ type }) => type === 'compaction');
  appendItems(convertUserContent({ role: 'user', content: summaries }, path, scope), turns);
  appendAssistantMessage(convertAssistantMessage(message, scope), turns);
}

function appendItems(items: UserItem[], turns: Turn[]): void {
  if (items.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === 'user') for (const item of items) last.items.push(item);
  else turns.push({ role: 'user', items });
}

function appendAssistantMessage(message: AssistantMessage, turns: Turn[]): void {
  if (isEmpty(message)) return;
  const last = turns.at(-1);
  if (last?.role === 'assistant') last.messages.push(message);
  else turns.push({ role: 'assistant', messages: [message] });
}

function isEmpty(message: AssistantMessage): boolean {
  return !message.some(({ type }) => type === 'call' || type === 'change') && joinAssistantText(message) === '';
}

const blank: UserItem = { type: 'text', text: ' ' };

// Only tool results and a prefill need no user message after them.
function endWithUser(
  turns: readonly Turn[],
  endedWithAssistant: boolean,
  { acceptsPrefill }: ConversationScope,
): readonly Turn[] {
  const last = turns.at(-1);
  if (last?.role === 'user') {
    // A change alone is nothing to respond to.
    if (last.items.every(({ type }) => type === 'change')) last.items.push(blank);
    return turns;
  }
  if (!endedWithAssistant || last === undefined) return [...turns, { role: 'user', items: [blank] }];
  const hasCalls = last.messages.some((message) => message.some(({ type }) => type === 'call'));
  if (hasCalls) return [...turns, { role: 'user', items: [] }];
  if (acceptsPrefill) return turns;
  throw ApiError.invalidRequest(
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  );
}
