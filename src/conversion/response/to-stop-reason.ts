import type { StopReason } from '../../protocol/anthropic/message.js';

/** What is known of a reply when it is over. */
export interface ReplyFacts {
  /** The upstream's finish_reason; empty when it gave none. */
  readonly finishReason: string;
  readonly hasToolUse: boolean;
  /** The words of a refusal; empty when there was none. */
  readonly refusal: string;
  /** The client's stop sequence that ended the text, if one did. */
  readonly stopSequence: string | null;
}

/** Says why a reply ended. Calls outrank a wrong `stop`: a client that reads `end_turn` would never run them. */
export function toStopReason({ finishReason, hasToolUse, refusal, stopSequence }: ReplyFacts): StopReason {
  switch (finishReason) {
    case 'length':
      return 'max_tokens';
    case 'model_length':
      // Mistral: the window is full.
      return 'model_context_window_exceeded';
    case 'content_filter':
      return 'refusal';
    default:
      if (hasToolUse) return 'tool_use';
      if (refusal !== '') return 'refusal';
      return stopSequence === null ? 'end_turn' : 'stop_sequence';
  }
}
