import { ENVELOPE_PREFIX, MAX_ENVELOPE_LENGTH } from './envelope-format.js';
import { isPlainJson } from './is-plain-json.js';
import type { ProviderState, StateOrigin } from './provider-state.js';

/** Packs state for its way through the client and back; undefined when it is more than clients should carry. */
export function toEnvelope({ dialect, model }: StateOrigin, state: ProviderState): string | undefined {
  if (!isPlainJson(state)) return undefined;
  const { reasoning, details, call } = state;
  const content = JSON.stringify({
    d: dialect,
    m: model,
    ...(reasoning && { t: reasoning }),
    ...(details && { r: details }),
    ...(call && { c: call.id, x: call.extra }),
  });
  const envelope = ENVELOPE_PREFIX + Buffer.from(content).toString('base64url');
  return envelope.length > MAX_ENVELOPE_LENGTH ? undefined : envelope;
}
