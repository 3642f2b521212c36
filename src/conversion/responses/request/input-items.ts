import type { MessageParam } from '../../../protocol/anthropic/request.js';
import type { ResponsesInputItem } from '../../../protocol/openai/responses-request.js';
import { listCalls } from '../../shared/conversation/assistant-turn.js';
import { groupTurns } from '../../shared/conversation/turns.js';
import { convertAssistantTurn } from './assistant-items.js';
import type { InputScope } from './input-scope.js';
import { convertUserTurn } from './user-items.js';

/** Converts a conversation to input items. Every call has one output. None has an id: the upstream keeps no items. */
export function convertInput(messages: readonly MessageParam[], scope: InputScope): readonly ResponsesInputItem[] {
  let openCalls: readonly string[] = [];
  return groupTurns(messages, scope).flatMap((turn) => {
    if (turn.role === 'user') return convertUserTurn(turn.items, openCalls, scope);
    openCalls = listCalls(turn).map(({ id }) => id);
    return convertAssistantTurn(turn, scope);
  });
}
