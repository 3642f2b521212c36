import type { StopDetails, StopReason } from '../../protocol/anthropic/message.js';

/** Why an upstream ended its response, independent of how a provider writes it. */
export type FinishReason =
  'stop' | 'tool_calls' | 'length' | 'model_length' | 'content_filter' | 'failed' | 'overloaded' | 'unknown';

/** Whether the response was cut off, perhaps in the middle of a call. */
export function isTruncating(reason: FinishReason | undefined): boolean {
  return reason === 'length' || reason === 'model_length' || reason === 'content_filter';
}

/** The fields of a Message that describe how it ended. */
export interface Ending {
  readonly stop_reason: StopReason;
  readonly stop_sequence: string | null;
  readonly stop_details: StopDetails | null;
}

/** Resolves the fields that describe how a response ended. */
export function resolveEnding(facts: ResponseOutcome): Ending {
  const stop_reason = convertStopReason(facts);
  return {
    stop_reason,
    stop_sequence: stop_reason === 'stop_sequence' ? facts.stopSequence : null,
    stop_details:
      stop_reason === 'refusal' ? { type: 'refusal', category: null, explanation: facts.refusal || null } : null,
  };
}

/** What is known at the end of a response. */
export interface ResponseOutcome {
  /** Undefined if the upstream gave no reason. */
  readonly finishReason: FinishReason | undefined;
  readonly hasToolUse: boolean;
  /** The text of a refusal; empty when there was none. */
  readonly refusal: string;
  /** The client's stop sequence that ended the text, if one did. */
  readonly stopSequence: string | null;
}

/** Converts the finish reason. Tool calls take precedence over a wrong `stop`, because clients do not run calls after `end_turn`. */
function convertStopReason({ finishReason, hasToolUse, refusal, stopSequence }: ResponseOutcome): StopReason {
  switch (finishReason) {
    case 'length':
      return 'max_tokens';
    case 'model_length':
      // Mistral: the context window is full.
      return 'model_context_window_exceeded';
    case 'content_filter':
      return 'refusal';
    default:
      if (hasToolUse) return 'tool_use';
      if (refusal !== '') return 'refusal';
      return stopSequence === null ? 'end_turn' : 'stop_sequence';
  }
}

interface StoppedChoice {
  readonly stop_reason?: unknown;
  readonly matched_stop?: unknown;
}

/** Finds the client's stop sequence that vLLM (`stop_reason`) or SGLang (`matched_stop`) names; token ids do not count. */
export function parseMatchedStop(choice: StoppedChoice, stopSequences: readonly string[]): string | null {
  return stopSequences.find((stop) => stop === choice.stop_reason || stop === choice.matched_stop) ?? null;
}
