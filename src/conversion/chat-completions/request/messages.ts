import type { MessageParam } from '../../../protocol/anthropic/request.js';
import type { ChatMessage, ChatUserMessage } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { listCalls } from '../../shared/conversation/assistant-turn.js';
import { addBreakpointToLastPart } from '../../shared/conversation/content-parts.js';
import type { ContentPart } from '../../shared/conversation/content-parts.js';
import type { ConversationScope } from '../../shared/conversation/conversation-scope.js';
import { MISSING_RESULT, pairResults } from '../../shared/conversation/tool-results.js';
import type { PairedTurn } from '../../shared/conversation/tool-results.js';
import { groupTurns } from '../../shared/conversation/turns.js';
import type { UserItem } from '../../shared/conversation/user-turn.js';
import { convertAssistantTurn } from './assistant-message.js';
import { convertContent } from './content.js';

/** Converts the turns of a conversation. Every call has one tool message, directly after the calls. */
export function convertMessages(messages: readonly MessageParam[], scope: ConversationScope): readonly ChatMessage[] {
  let openCalls: readonly string[] = [];
  const turns = groupTurns(messages, scope);
  const isAmongCalls = turns.some((turn) => turn.role === 'assistant' && listCalls(turn).length > 0);
  return turns.flatMap((turn): ChatMessage[] => {
    if (turn.role === 'user') return buildUserSideMessages(turn.items, openCalls, scope.profile);
    openCalls = listCalls(turn).map(({ id }) => id);
    return [convertAssistantTurn(turn, scope, isAmongCalls)];
  });
}

function buildUserSideMessages(
  items: readonly UserItem[],
  callIds: readonly string[],
  profile: ProviderProfile,
): ChatMessage[] {
  const { results, rest } = pairResults(items, callIds);
  const toolMessages = [...results].map(([id, result]): ChatMessage => {
    const parts = result?.inline ?? [{ type: 'text', text: result?.text ?? MISSING_RESULT }];
    return {
      role: 'tool',
      tool_call_id: id,
      content: convertContent(addBreakpointToLastPart(parts, result?.cacheBreakpoint), profile),
    };
  });
  return [...toolMessages, ...buildUserMessages(rest, profile)];
}

// One user message, unless the upstream accepts system messages in between.
function buildUserMessages(items: PairedTurn['rest'], profile: ProviderProfile): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let parts: ContentPart[] = [];
  for (const item of items) {
    // Chat Completions has changes in no place but at the start.
    if (item.type === 'change') continue;
    if (item.type !== 'system') {
      parts.push(item);
      continue;
    }
    messages.push(...buildUserMessage(parts, profile), {
      role: 'system',
      content: convertContent([item.part], profile),
    });
    parts = [];
  }
  return [...messages, ...buildUserMessage(parts, profile)];
}

function buildUserMessage(parts: readonly ContentPart[], profile: ProviderProfile): readonly ChatUserMessage[] {
  return parts.length > 0 ? [{ role: 'user', content: convertContent(parts, profile) }] : [];
}
