import { asText } from '../../../common/json.js';
import type { FinishReason } from '../../shared/stop-reason.js';
import { isTruncating } from '../../shared/stop-reason.js';

/** The values of `finish_reason` that providers send, by their meaning, in lower case. */
const VALUES: Readonly<Record<Exclude<FinishReason, 'unknown'>, readonly string[]>> = {
  stop: [
    'stop',
    'stop_sequence',
    'stop_token',
    'end_turn',
    'end',
    'eos',
    'eos_token',
    'complete',
    'completed',
    'done',
    'finished',
    'finish_reason_stop',
  ],
  tool_calls: ['tool_calls', 'tool_call', 'tool_use', 'function_call', 'function_calls'],
  length: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'max_new_tokens',
    'max_length',
    'token_limit',
    'truncated',
    'incomplete',
  ],
  // Mistral and z.ai: the context window is full.
  model_length: [
    'model_length',
    'model_context_window_exceeded',
    'context_window_exceeded',
    'context_length_exceeded',
    'context_length',
  ],
  // Gemini's reasons are those of its native API, in upper case.
  content_filter: [
    'content_filter',
    'content_filtered',
    'contentfilter',
    'filtered',
    'filter',
    'safety',
    'image_safety',
    'sensitive',
    'recitation',
    'blocklist',
    'blocked',
    'prohibited_content',
    'spii',
    'guardrail_intervened',
    'moderation',
    'refusal',
    'content_policy',
    'content_policy_violation',
  ],
  failed: [
    'error',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'failed',
    'failure',
    'network_error',
    'internal_error',
    'server_error',
    'timeout',
    'malformed_function_call',
    'malformed_response',
    'unexpected_tool_call',
  ],
  overloaded: ['insufficient_system_resource', 'overloaded', 'engine_overloaded'],
};

const MEANINGS: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries(VALUES).flatMap(([meaning, values]) => values.map((value) => [value, meaning as FinishReason])),
);

interface FinishedChoice {
  readonly finish_reason?: unknown;
  readonly native_finish_reason?: unknown;
}

/**
 * Reads why a choice ended; undefined while it has not. OpenRouter reports the provider's own reason as well, which is
 * the accurate one if it says that the response was cut off.
 */
export function parseFinishReason(choice: FinishedChoice | null | undefined): FinishReason | undefined {
  const reason = findMeaning(choice?.finish_reason);
  if (reason !== 'stop' && reason !== 'tool_calls') return reason;
  const native = findMeaning(choice?.native_finish_reason);
  return isTruncating(native) ? native : reason;
}

/** Gemini puts its own reason behind a prefix: `function_call_filter: MALFORMED_FUNCTION_CALL`. */
function findMeaning(value: unknown): FinishReason | undefined {
  const text = asText(value).trim().toLowerCase();
  if (text === '') return undefined;
  return MEANINGS.get(text) ?? MEANINGS.get(text.slice(text.lastIndexOf(':') + 1).trim()) ?? 'unknown';
}
