import type { RequestAdjustment } from '../conversion/conversion.js';
import type { ApiError } from '../errors/api-error.js';
import type { UpstreamErrorBody } from '../errors/error-body.js';
import { removeQuotedInput } from '../errors/quoted-input.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';

/** What an upstream's rejection says. */
export type Rejection = Pick<ApiError, 'status' | 'extras'>;

/**
 * Whether a rejection leads to the same adjustment without any text that the client may have written: by the structured
 * fields of the error alone, or by its message without the parts that quote the request.
 */
export function isProven(
  { overrides }: RequestAdjustment,
  { status, extras }: Rejection,
  request: CreateMessageRequest,
  findAdjustment: (rejection: Rejection) => RequestAdjustment | undefined,
): boolean {
  const { upstreamError } = extras;
  if (!upstreamError) return true;
  const expected = JSON.stringify(overrides);
  const confirms = (evidence: UpstreamErrorBody | undefined): boolean =>
    evidence !== undefined &&
    JSON.stringify(findAdjustment({ status, extras: { ...extras, upstreamError: evidence } })?.overrides) === expected;
  return confirms({ ...upstreamError, message: '' }) || confirms(removeQuotedInput(upstreamError, request));
}
