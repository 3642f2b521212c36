import { ENVELOPE_PREFIX } from './envelope-format.js';
import type { ProviderState, StateOrigin } from './provider-state.js';
import { toEnvelope } from './to-envelope.js';

/** Makes the signature of a thinking block. Clients want one that is not empty, and hand it back unread. */
export function toSignature(origin: StateOrigin, state: ProviderState = {}): string {
  return toEnvelope(origin, state) ?? toEnvelope(origin, {}) ?? ENVELOPE_PREFIX;
}
