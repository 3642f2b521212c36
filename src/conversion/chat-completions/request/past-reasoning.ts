import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { AssistantMessage, PastReasoning as ReasoningItem } from '../../shared/conversation/assistant-turn.js';
import type { ConversationScope } from '../../shared/conversation/conversation-scope.js';
import { decodeEnvelope } from '../../shared/provider-state/envelope.js';
import type { ProviderState } from '../../shared/provider-state/envelope.js';
import { toolCallIdForUpstream } from '../../shared/tool-call-ids.js';

/** The reasoning of an assistant message that a client sends back. */
export interface PastReasoning {
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  /** Additional data of tool calls, by the ids that the client received. */
  readonly callExtras: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const NOTHING: PastReasoning = { text: '', details: [], callExtras: new Map() };

/** Collects the earlier reasoning that the upstream requires back. */
export function collectPastReasoning(message: AssistantMessage, scope: ConversationScope): PastReasoning {
  const past = message.filter((item) => item.type === 'reasoning').map((item) => parsePast(item, scope));
  if (past.length === 0) return NOTHING;
  return {
    text: past.map(({ text }) => text).join(''),
    details: replaceSentIds(
      past.flatMap(({ state }) => state?.details ?? []),
      mapSentIds(message),
    ),
    callExtras: new Map(past.flatMap(({ state }) => (state?.call ? [[state.call.id, state.call.extra]] : []))),
  };
}

/** The ids of calls that were too long, and what is sent instead. */
function mapSentIds(message: AssistantMessage): ReadonlyMap<string, string> {
  const calls = message.filter((item) => item.type === 'call');
  const ids = calls.map(({ clientId, id }) => [toolCallIdForUpstream(clientId), id] as const);
  return new Map(ids.filter(([original, sent]) => original !== sent));
}

/** Through OpenRouter, Gemini's signature refers to its call by id. */
function replaceSentIds(
  details: readonly ChatReasoningDetail[],
  sentIds: ReadonlyMap<string, string>,
): readonly ChatReasoningDetail[] {
  return details.map((detail) => {
    const id = sentIds.get(detail.id ?? '');
    return id === undefined ? detail : { ...detail, id };
  });
}

interface Past {
  readonly text: string;
  readonly state: ProviderState | undefined;
}

function parsePast({ isRedacted, text, envelope }: ReasoningItem, { profile, upstreamModel }: ConversationScope): Past {
  const state = decodeEnvelope(envelope, { profile: profile.name, model: upstreamModel });
  // Some models at OpenRouter require a signature.
  const isTaken = isRedacted || state !== undefined || profile.reasoningReplay !== 'reasoning_details';
  return { text: isTaken ? text || (state?.reasoning ?? '') : '', state };
}
