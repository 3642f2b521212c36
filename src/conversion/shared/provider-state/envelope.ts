import { isJsonObject, isPlainJson, parseJson } from '../../../common/json.js';
import type { RedactedThinkingBlock } from '../../../protocol/anthropic/message.js';
import type { ChatReasoningDetail } from '../../../protocol/openai/chat-completion.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** Encodes state to be sent to the client and back; undefined when it is too large. */
export function encodeEnvelope({ profile, model, upstream }: StateOrigin, state: ProviderState): string | undefined {
  if (!isPlainJson(state)) return undefined;
  const { reasoning, details, call, encrypted } = state;
  const content = JSON.stringify({
    d: profile,
    m: model,
    ...(encrypted && { u: upstream }),
    ...(reasoning && { t: reasoning }),
    ...(details && { r: details }),
    ...(call && { c: call.id, x: call.extra }),
  });
  const encoded = Buffer.from(content).toString('base64url');
  const envelope = encrypted ? `${ENCRYPTED_PREFIX}${encoded}.${encrypted}` : ENVELOPE_PREFIX + encoded;
  return envelope.length > maxLengthOf(envelope) ? undefined : envelope;
}

/** Decodes state that a client sent back; foreign state, or that of another origin, is ignored. */
export function decodeEnvelope(envelope: unknown, origin: StateOrigin): ProviderState | undefined {
  if (typeof envelope !== 'string' || envelope.length > maxLengthOf(envelope)) return undefined;
  const content = parseContent(envelope);
  if (!isJsonObject(content) || !isPlainJson(content)) return undefined;
  const { d, m, u, t, r, c, x, e } = content;
  if (d !== origin.profile || m !== origin.model) return undefined;
  const isDecryptable = u !== undefined && u === origin.upstream;
  return {
    ...(typeof t === 'string' && { reasoning: t }),
    ...(Array.isArray(r) && { details: r.filter(isDetail) }),
    ...(typeof c === 'string' && isJsonObject(x) && { call: { id: c, extra: x } }),
    ...(isDecryptable && typeof e === 'string' && e && { encrypted: e }),
  };
}

/** Whether a signature or the data of redacted thinking was created by the proxy. */
export function isEnvelope(value: unknown): boolean {
  return typeof value === 'string' && (value.startsWith(ENVELOPE_PREFIX) || value.startsWith(ENCRYPTED_PREFIX));
}

function parseContent(envelope: string): unknown {
  if (envelope.startsWith(ENVELOPE_PREFIX)) return parseEncoded(envelope.slice(ENVELOPE_PREFIX.length));
  if (!envelope.startsWith(ENCRYPTED_PREFIX)) return undefined;
  const end = envelope.indexOf('.', ENCRYPTED_PREFIX.length);
  const content = end < 0 ? undefined : parseEncoded(envelope.slice(ENCRYPTED_PREFIX.length, end));
  return isJsonObject(content) ? { ...content, e: envelope.slice(end + 1) } : undefined;
}

function parseEncoded(encoded: string): unknown {
  return parseJson(Buffer.from(encoded, 'base64url').toString());
}

function isDetail(value: unknown): value is ChatReasoningDetail {
  return isJsonObject(value);
}

/** The prefixes of envelopes; the number is the format version. Encrypted reasoning follows the second form unchanged. */
const ENVELOPE_PREFIX = 'cpx1.';
const ENCRYPTED_PREFIX = 'cpx2.';

/** Clients send an envelope back with every further request; a longer one is neither created nor read. */
export const MAX_ENVELOPE_LENGTH = 256 * 1024;
/** Encrypted reasoning of a long turn with a high effort is larger than any other state. */
const MAX_ENCRYPTED_LENGTH = 1024 * 1024;

function maxLengthOf(envelope: string): number {
  return envelope.startsWith(ENCRYPTED_PREFIX) ? MAX_ENCRYPTED_LENGTH : MAX_ENVELOPE_LENGTH;
}

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
  /** Reasoning that only the upstream can decrypt, unchanged from its response. */
  readonly encrypted?: string;
}

/** The origin of the state, for which alone it is valid. */
export interface StateOrigin {
  readonly profile: string;
  /** The model by its upstream name. */
  readonly model: string;
  /** The name of the upstream: encrypted reasoning is bound to an account and a region. Absent: none can be used. */
  readonly upstream?: string;
}

/** Which state of a response is kept for the next request. */
export interface KeptState {
  /** Reasoning that is hidden from the client, which therefore cannot send it back. */
  readonly reasoning: boolean;
  readonly details: boolean;
}

/** Resolves which state an upstream requires with the next request. */
export function resolveKeptState({ reasoningReplay }: ProviderProfile, isReasoningShown: boolean): KeptState {
  return {
    reasoning: !isReasoningShown && reasoningReplay !== 'none',
    details: reasoningReplay === 'reasoning_details',
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
