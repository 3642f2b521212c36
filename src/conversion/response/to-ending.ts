import type { StopDetails, StopReason } from '../../protocol/anthropic/message.js';
import { type ReplyFacts, toStopReason } from './to-stop-reason.js';

/** The fields of a Message that say how it ended. */
export interface Ending {
  readonly stop_reason: StopReason;
  readonly stop_sequence: string | null;
  readonly stop_details: StopDetails | null;
}

/** Converts what is known at the end of a reply into the fields that say so. */
export function toEnding(facts: ReplyFacts): Ending {
  const stop_reason = toStopReason(facts);
  return {
    stop_reason,
    stop_sequence: stop_reason === 'stop_sequence' ? facts.stopSequence : null,
    stop_details:
      stop_reason === 'refusal' ? { type: 'refusal', category: null, explanation: facts.refusal || null } : null,
  };
}
