import type { Dialect } from '../../dialects/dialect.js';
import type { ContentBlockParam } from '../../protocol/anthropic/messages.js';
import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';
import { asText } from '../response/as-text.js';
import type { ProviderState } from '../state/provider-state.js';
import { readEnvelope } from '../state/read-envelope.js';
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
    details: past.flatMap(({ state }) => state?.details ?? []),
    callExtras: new Map(past.flatMap(({ state }) => (state?.call ? [[state.call.id, state.call.extra]] : []))),
  };
}

// A model behind OpenRouter may insist on a signature, and Mistral's parts are for its models that reason.
const ownOnly: ReadonlySet<Dialect['reasoningReplay']> = new Set(['reasoning_details', 'thinking_parts']);

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
  const isTaken = state !== undefined || !ownOnly.has(dialect.reasoningReplay);
  return [{ text: isTaken ? asText(block.thinking) || (state?.reasoning ?? '') : '', state }];
}
