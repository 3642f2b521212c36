import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import { findUnsupportedInput } from '../../../errors/unsupported-input.js';
import type { ResponsesContentPart, ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import { findLimitAdjustment } from '../../shared/adjustments/output-limit.js';
import { requiresStream } from '../../shared/adjustments/rejection.js';
import type { RefusedState } from '../../shared/provider-state/refused-state.js';
import { findRefusedReasoning } from './refused-reasoning.js';
import { findRejectedPathOverrides } from './rejected-path.js';

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
  const limit = findLimitAdjustment(failure, sent.max_output_tokens);
  if (limit) return limit.adjustment;
  const refused = findRefusedReasoning(failure, sent, known, refusedState);
  if (refused) return refused;
  const overrides =
    findStreamsOnly(failure, sent) ?? findRefusedMedia(failure, sent) ?? findRejectedPathOverrides(failure, sent);
  // Words alone can be those of the request, which error messages quote.
  return overrides && { overrides, isLasting: isStructured(failure) };
}

/** A bare `invalid_request_error` says nothing. */
const GENERAL_NAMES = /^(?:invalid_request(?:_error)?|bad_?request(?:_?error)?|error|\d+)$/;

function isStructured({ param, names }: UpstreamErrorBody): boolean {
  return param !== undefined || names.some((name) => !GENERAL_NAMES.test(name));
}

function findStreamsOnly({ message }: UpstreamErrorBody, { stream }: ResponsesRequest): LearnedOverrides | undefined {
  return !stream && requiresStream(message) ? { streamsOnly: true } : undefined;
}

function findRefusedMedia(failure: UpstreamErrorBody, sent: ResponsesRequest): LearnedOverrides | undefined {
  const input = findUnsupportedInput(failure);
  if (input === 'image' && hasPart('input_image', sent)) return { acceptsImages: false };
  return input === 'document' && hasPart('input_file', sent) ? { acceptsFiles: false } : undefined;
}

function hasPart(type: ResponsesContentPart['type'], { input }: ResponsesRequest): boolean {
  return input.some((item) => {
    const parts = item.type === 'function_call_output' ? item.output : item.type === 'message' ? item.content : [];
    return typeof parts !== 'string' && parts.some((part) => part.type === type);
  });
}
