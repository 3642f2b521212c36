import type { RedactedThinkingBlock } from '../../protocol/anthropic/message.js';
import type { ProviderState, StateOrigin } from './provider-state.js';
import { toEnvelope } from './to-envelope.js';

/** Makes the block for state that no thinking block carries; none for no state, or too much. */
export function toRedactedThinking(
  origin: StateOrigin,
  state: ProviderState | undefined,
): RedactedThinkingBlock | undefined {
  const data = state && toEnvelope(origin, state);
  return data === undefined ? undefined : { type: 'redacted_thinking', data };
}
