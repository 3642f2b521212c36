import { isJsonObject, isPlainJson, parseJson } from '../../../common/json.js';
import type { RedactedThinkingBlock } from '../../../protocol/anthropic/message.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** Encodes state to be sent to the client and back; undefined when it is too large. */
export function encodeEnvelope({ profile, model }: StateOrigin, state: ProviderState): string | undefined {
  if (!isPlainJson(state)) return undefined;
  const { reasoning, details, call } = state;
  const content = JSON.stringify({
    d: profile,
    m: model,
    ...(reasoning && { t: reasoning }),
    ...(details && { r: details }),
    ...(call && { c: call.id, x: call.extra }),
  });
  const envelope = ENVELOPE_PREFIX + Buffer.from(content).toString('base64url');
  return envelope.length > MAX_ENVELOPE_LENGTH ? undefined : envelope;
}

/** Decodes state that a client sent back; foreign state, or that of another origin, is ignored. */
export function decodeEnvelope(envelope: unknown, origin: StateOrigin): ProviderState | undefined {
  if (typeof envelope !== 'string' || !envelope.startsWith(ENVELOPE_PREFIX)) return undefined;
  if (envelope.length > MAX_ENVELOPE_LENGTH) return undefined;
  const content = parseJson(Buffer.from(envelope.slice(ENVELOPE_PREFIX.length), 'base64url').toString());
  if (!isJsonObject(content) || !isPlainJson(content)) return undefined;
  const { d, m, t, r, c, x } = content;
  if (d !== origin.profile || m !== origin.model) return undefined;
  return {
    ...(typeof t === 'string' && { reasoning: t }),
    ...(Array.isArray(r) && { details: r.filter(isDetail) }),
    ...(typeof c === 'string' && isJsonObject(x) && { call: { id: c, extra: x } }),
  };
}

function isDetail(value: unknown): value is ChatReasoningDetail {
  return isJsonObject(value);
}

/** The prefix of every envelope; the number is the format version. */
const ENVELOPE_PREFIX = 'cpx1.';

/** Clients send an envelope back with every further request; a longer one is neither created nor read. */
const MAX_ENVELOPE_LENGTH = 256 * 1024;

/** Builds the signature of a thinking block. Clients require a non-empty one and send it back unchanged. */
export function buildSignature(origin: StateOrigin, state: ProviderState = {}): string {
  return encodeEnvelope(origin, state) ?? encodeEnvelope(origin, {}) ?? ENVELOPE_PREFIX;
}

/** Builds the block for state that no thinking block carries; undefined without state, or if it is too large. */
export function buildRedactedThinking(
  origin: StateOrigin,
  state: ProviderState | undefined,
): RedactedThinkingBlock | undefined {
  const data = state && encodeEnvelope(origin, state);
  return data === undefined ? undefined : { type: 'redacted_thinking', data };
}

/** Data that an upstream requires with the next request and for which the Messages API has no field. */
export interface ProviderState {
  /** Reasoning that is hidden from the client. */
  readonly reasoning?: string;
  readonly details?: readonly ChatReasoningDetail[];
  /** Additional data of tool calls, by the call id that the client received. */
  readonly call?: { readonly id: string; readonly extra: Readonly<Record<string, unknown>> };
}

/** The origin of the state, for which alone it is valid. */
export interface StateOrigin {
  readonly profile: string;
  /** The model by its upstream name. */
  readonly model: string;
}

/** Which state of a response is kept for the next request. */
export interface KeptState {
  /** Reasoning that is hidden from the client, which therefore cannot send it back. */
  readonly reasoning: boolean;
  readonly details: boolean;
  /** Additional data of tool calls. */
  readonly calls: boolean;
}

/** Resolves which state an upstream requires with the next request. */
export function resolveKeptState(
  { reasoningReplay, returnsThoughtSignatures }: ProviderProfile,
  isReasoningShown: boolean,
): KeptState {
  return {
    reasoning: !isReasoningShown && reasoningReplay !== 'none',
    details: reasoningReplay === 'reasoning_details',
    calls: returnsThoughtSignatures,
  };
}

/** Creates state from reasoning details, or else from reasoning that is hidden from the client, if there is any. */
export function createReasoningState(
  reasoning: string,
  details: readonly ChatReasoningDetail[],
): ProviderState | undefined {
  if (details.length > 0) return { details };
  return reasoning.trim() === '' ? undefined : { reasoning };
}
