import type { ChatReasoningDetail } from '../../protocol/openai/chat-completion.js';
import { isJsonObject } from '../is-json-object.js';
import { parseJson } from '../response/parse-json.js';
import { ENVELOPE_PREFIX, MAX_ENVELOPE_LENGTH } from './envelope-format.js';
import { isPlainJson } from './is-plain-json.js';
import type { ProviderState, StateOrigin } from './provider-state.js';

/** Unpacks the state that a client brought back. What is not ours, or of another origin, is no state and no error. */
export function readEnvelope(envelope: unknown, origin: StateOrigin): ProviderState | undefined {
  if (typeof envelope !== 'string' || !envelope.startsWith(ENVELOPE_PREFIX)) return undefined;
  if (envelope.length > MAX_ENVELOPE_LENGTH) return undefined;
  const content = parseJson(Buffer.from(envelope.slice(ENVELOPE_PREFIX.length), 'base64url').toString());
  if (!isJsonObject(content) || !isPlainJson(content)) return undefined;
  const { d, m, t, r, c, x } = content;
  if (d !== origin.dialect || m !== origin.model) return undefined;
  return {
    ...(typeof t === 'string' && { reasoning: t }),
    ...(Array.isArray(r) && { details: r.filter(isDetail) }),
    ...(typeof c === 'string' && isJsonObject(x) && { call: { id: c, extra: x } }),
  };
}

function isDetail(value: unknown): value is ChatReasoningDetail {
  return isJsonObject(value);
}
