import type { ContentBlockParam } from '../../protocol/anthropic/messages.js';
import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';
import { asText } from '../response/as-text.js';
import type { ProviderState } from '../state/provider-state.js';
import { readEnvelope } from '../state/read-envelope.js';
import { toUpstreamToolCallId } from '../tool-call-ids.js';
import type { RequestScope } from './request-scope.js';

/** What a client brings back of the reasoning behind a message of the assistant. */
export interface PastReasoning {
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  /** What came with calls, by their ids as the client knows them. */
  readonly callExtras: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const NOTHING: PastReasoning = { text: '', details: [], callExtras: new Map() };

/** Collects what the upstream wants back of earlier reasoning. */
export function toPastReasoning(blocks: readonly ContentBlockParam[], scope: RequestScope): PastReasoning {
  const { reasoningReplay, returnsThoughtSignatures } = scope.dialect;
  if (reasoningReplay === 'none' && !returnsThoughtSignatures) return NOTHING;
  const past = blocks.flatMap((block) => toPast(block, scope));
  return {
    text: past.map(({ text }) => text).join(''),
    details: withSentIds(
      past.flatMap(({ state }) => state?.details ?? []),
      toSentIds(blocks, scope.dialect.maxToolCallIdLength),
    ),
    callExtras: new Map(past.flatMap(({ state }) => (state?.call ? [[state.call.id, state.call.extra]] : []))),
  };
}

/** The ids of calls that were too long, and what is sent instead. */
function toSentIds(blocks: readonly ContentBlockParam[], maxLength: number): ReadonlyMap<string, string> {
  const ids = blocks.flatMap((block) => (block.type === 'tool_use' && typeof block.id === 'string' ? [block.id] : []));
  const longIds = ids.filter((id) => toUpstreamToolCallId(id) !== toUpstreamToolCallId(id, maxLength));
  return new Map(longIds.map((id) => [toUpstreamToolCallId(id), toUpstreamToolCallId(id, maxLength)]));
}

/** Behind OpenRouter, Gemini's signature of a call finds it by its id. */
function withSentIds(
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

function toPast(block: ContentBlockParam, { dialect, upstreamModel }: RequestScope): readonly Past[] {
  const origin = { dialect: dialect.name, model: upstreamModel };
  if (block.type === 'redacted_thinking') {
    const state = readEnvelope(block.data, origin);
    return [{ text: state?.reasoning ?? '', state }];
  }
  if (block.type !== 'thinking') return [];
  const state = readEnvelope(block.signature, origin);
  // A model behind OpenRouter may insist on a signature.
  const isTaken = state !== undefined || dialect.reasoningReplay !== 'reasoning_details';
  return [{ text: isTaken ? asText(block.thinking) || (state?.reasoning ?? '') : '', state }];
}
