import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import type { RefusedState } from '../../shared/provider-state/refused-state.js';

/**
 * Finds how to change a rejected request; undefined if the error does not name the cause or no change would help. Adds
 * encrypted reasoning that the upstream could not decrypt to the refused state.
 */
export function findResponsesAdjustment(
  failure: UpstreamErrorBody,
  sent: ResponsesRequest,
  known: LearnedOverrides,
  refusedState: RefusedState,
): RequestAdjustment | undefined {
  void [failure, sent, known, refusedState];
  return undefined;
}
