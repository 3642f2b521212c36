import type {
  ChatReasoningDetail,
  ChatReplyMessage,
  ChatReplyPart,
  ChatToolCallFragment,
} from '../../protocol/openai/chat-completion.js';
import { asList } from './as-list.js';
import { asText } from './as-text.js';
import { toReasoningText } from './to-reasoning-text.js';

/** What a reply or a delta holds, in the order in which a Message shows it. */
export interface ReplyPieces {
  readonly thinking: string;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly (ChatToolCallFragment | null)[];
  readonly details: readonly (ChatReasoningDetail | null)[];
}

const NOTHING: ReplyPieces = { thinking: '', text: '', refusal: '', calls: [], details: [] };

/** Takes a reply message, or a delta of one, apart; fields of a wrong type count as absent. */
export function toReplyPieces(message: ChatReplyMessage | null | undefined): ReplyPieces {
  if (!message) return NOTHING;
  const parts = asList<ChatReplyPart | null>(message.content);
  return {
    thinking: toReasoningText(message),
    text: asText(message.content) + parts.map(toPartText).join(''),
    refusal: asText(message.refusal) + parts.map((part) => asText(part?.refusal)).join(''),
    calls: toCalls(message),
    details: asList(message.reasoning_details),
  };
}

function toPartText(part: ChatReplyPart | null): string {
  return asText(part) || asText(part?.text);
}

/** The deprecated `function_call` is a tool call without an id; there is at most one. */
function toCalls({ tool_calls, function_call }: ChatReplyMessage): ReplyPieces['calls'] {
  const calls = asList(tool_calls);
  return calls.length === 0 && function_call ? [{ index: 0, function: function_call }] : calls;
}
