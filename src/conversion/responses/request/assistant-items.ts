import type {
  ResponsesAssistantMessage,
  ResponsesFunctionCall,
  ResponsesInputItem,
  ResponsesReasoningItem,
} from '../../../protocol/openai/responses-request.js';
import type {
  AssistantItem,
  AssistantText,
  AssistantTurn,
  ToolCall,
} from '../../shared/conversation/assistant-turn.js';
import { decodeEnvelope } from '../../shared/provider-state/envelope.js';
import type { ProviderState } from '../../shared/provider-state/envelope.js';
import { convertChange } from './conversation-changes.js';
import type { InputScope } from './input-scope.js';
import { convertReasoningItem } from './reasoning-item.js';

/**
 * Converts an assistant turn: its items in their order. Reasoning must be followed by text or a call of the same turn, so
 * it is held back until there is one.
 */
export function convertAssistantTurn({ messages }: AssistantTurn, scope: InputScope): readonly ResponsesInputItem[] {
  const turn = messages.flat();
  const states = decodeStates(turn, scope);
  const extras = collectCallExtras(states);
  const lastCall = turn.findLastIndex(({ type }) => type === 'call');
  const calls = new Set<string>();
  const items: ResponsesInputItem[] = [];
  let reasoning: ResponsesReasoningItem[] = [];
  for (const [index, item] of turn.entries()) {
    if (item.type === 'change') {
      items.push(...convertChange(item, scope));
    } else if (item.type === 'reasoning') {
      const converted = convertReasoningItem(item, states.get(item), scope);
      if (converted) reasoning.push(converted);
    } else if (isSent(item, calls)) {
      const converted = item.type === 'call' ? convertCall(item, extras) : convertText(item, index < lastCall, scope);
      items.push(...reasoning, converted);
      reasoning = [];
    }
  }
  return items;
}

// Upstreams reject blank text, and a second call with the same id has no result of its own.
function isSent(item: AssistantText | ToolCall, calls: Set<string>): boolean {
  if (item.type === 'text') return item.text.trim() !== '';
  if (calls.has(item.id)) return false;
  calls.add(item.id);
  return true;
}

type States = ReadonlyMap<AssistantItem, ProviderState | undefined>;

function decodeStates(turn: readonly AssistantItem[], { origin }: InputScope): States {
  const reasoning = turn.filter((item) => item.type === 'reasoning');
  return new Map(reasoning.map((item) => [item, decodeEnvelope(item.envelope, origin)]));
}

type CallExtras = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function collectCallExtras(states: States): CallExtras {
  return new Map([...states.values()].flatMap((state) => (state?.call ? [[state.call.id, state.call.extra]] : [])));
}

function convertCall({ clientId, id, name, arguments: text }: ToolCall, extras: CallExtras): ResponsesFunctionCall {
  const namespace = extras.get(clientId)?.['namespace'];
  return {
    type: 'function_call',
    call_id: id,
    name,
    arguments: text,
    ...(typeof namespace === 'string' && { namespace }),
  };
}

// The Messages API has no field for the phase, but text before a call is never the final answer.
function convertText(
  { text }: AssistantText,
  precedesCall: boolean,
  { support }: InputScope,
): ResponsesAssistantMessage {
  return {
    type: 'message',
    role: 'assistant',
    content: text,
    ...(support.phase && { phase: precedesCall ? ('commentary' as const) : ('final_answer' as const) }),
  };
}
