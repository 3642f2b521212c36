import type { ResponsesResponse } from '../../../protocol/openai/responses.js';
import type { ResponseContext } from '../../shared/response-context.js';
import type { FinishReason } from '../../shared/stop-reason.js';

/** Resolves why a response is incomplete. Whatever the reason is, something was cut off. */
export function resolveFinishReason(
  { incomplete_details }: ResponsesResponse,
  { onUnknownFinishReason }: ResponseContext,
): FinishReason {
  const reason = incomplete_details?.reason;
  if (reason === 'content_filter') return 'content_filter';
  if (typeof reason === 'string' && reason !== 'max_output_tokens') onUnknownFinishReason(reason);
  return 'length';
}
