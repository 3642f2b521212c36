import { asText } from '../../../common/json.js';
import type { ContentBlockParam } from '../../../protocol/anthropic/request.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ChatAssistantMessage, ChatAssistantPart } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { decodeEnvelope } from '../../shared/provider-state/envelope.js';
import type { ProviderState } from '../../shared/provider-state/provider-state.js';
import { toolCallIdForUpstream } from '../../shared/tool-call-ids.js';
import type { AssistantTurn } from './assistant-turn.js';
import type { RequestScope } from './request-scope.js';

/** Sends earlier reasoning back in the fields that the upstream accepts. */
export function buildReasoningReplay(
  { texts, reasonings, details }: AssistantTurn,
  { reasoningReplay, reasoningPlaceholder }: ProviderProfile,
  isAmongCalls: boolean,
): Partial<ChatAssistantMessage> {
  const reasoning = reasonings.join('\n\n');
  switch (reasoningReplay) {
    case 'none':
      return {};
    case 'reasoning':
    case 'reasoning_content':
      return reasoning ? { [reasoningReplay]: reasoning } : {};
    case 'required_reasoning_content':
      // DeepSeek requires it in every message once there are calls, and ignores or rejects it before (openclaude#878).
      return isAmongCalls ? { reasoning_content: reasoning || reasoningPlaceholder } : {};
    case 'reasoning_details':
      if (details.length > 0) return { reasoning_details: details };
      return reasoning ? { reasoning } : {};
    case 'thinking_parts':
      return reasoning ? { content: buildThinkingParts(reasoning, texts.join('\n\n')) } : {};
  }
}

function buildThinkingParts(reasoning: string, text: string): readonly ChatAssistantPart[] {
  return [
    { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] },
    ...(text ? [{ type: 'text', text } as const] : []),
  ];
}

/** The reasoning of an assistant message that a client sends back. */
export interface PastReasoning {
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  /** What came with calls, by their ids as the client knows them. */
  readonly callExtras: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const NOTHING: PastReasoning = { text: '', details: [], callExtras: new Map() };

/** Collects the earlier reasoning that the upstream requires back. */
export function collectPastReasoning(blocks: readonly ContentBlockParam[], scope: RequestScope): PastReasoning {
  const { reasoningReplay, returnsThoughtSignatures } = scope.profile;
  if (reasoningReplay === 'none' && !returnsThoughtSignatures) return NOTHING;
  const past = blocks.flatMap((block) => parsePast(block, scope));
  return {
    text: past.map(({ text }) => text).join(''),
    details: replaceSentIds(
      past.flatMap(({ state }) => state?.details ?? []),
      mapSentIds(blocks, scope.profile.maxToolCallIdLength),
    ),
    callExtras: new Map(past.flatMap(({ state }) => (state?.call ? [[state.call.id, state.call.extra]] : []))),
  };
}

/** The ids of calls that were too long, and what is sent instead. */
function mapSentIds(blocks: readonly ContentBlockParam[], maxLength: number): ReadonlyMap<string, string> {
  const ids = blocks.flatMap((block) => (block.type === 'tool_use' && typeof block.id === 'string' ? [block.id] : []));
  const longIds = ids.filter((id) => toolCallIdForUpstream(id) !== toolCallIdForUpstream(id, maxLength));
  return new Map(longIds.map((id) => [toolCallIdForUpstream(id), toolCallIdForUpstream(id, maxLength)]));
}

/** Behind OpenRouter, Gemini's signature of a call finds it by its id. */
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

function parsePast(block: ContentBlockParam, { profile, upstreamModel }: RequestScope): readonly Past[] {
  const origin = { profile: profile.name, model: upstreamModel };
  if (block.type === 'redacted_thinking') {
    const state = decodeEnvelope(block.data, origin);
    return [{ text: state?.reasoning ?? '', state }];
  }
  if (block.type !== 'thinking') return [];
  const state = decodeEnvelope(block.signature, origin);
  // Some models at OpenRouter require a signature.
  const isTaken = state !== undefined || profile.reasoningReplay !== 'reasoning_details';
  return [{ text: isTaken ? asText(block.thinking) || (state?.reasoning ?? '') : '', state }];
}
