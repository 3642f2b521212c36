import { type ApiErrorExtras, ApiError } from './api-error.js';
import { ContentRefusal } from './content-refusal.js';
import { readContextOverflow } from './read-context-overflow.js';
import type { UpstreamFailure } from './read-error-body.js';
import { toOverflowMessage } from './to-overflow-message.js';
import { toPublicMessage } from './to-public-message.js';
import { toStatusError } from './to-status-error.js';
import type { UpstreamErrorContext } from './upstream-error-context.js';

const OVERFLOW_STATUSES: readonly (number | undefined)[] = [undefined, 400, 413, 422];
const UNPAID = /insufficient_?(?:user_?)?(?:quota|balance|credit|funds)|billing|arrearage|exceeded_current_quota/;
const FILTERED = /content_?filter|content_policy_violation|responsibleaipolicyviolation|data_?inspection_?failed/;
/** xAI says it in words only. */
const UNPAID_WORDS = /used all available credits|monthly spending limit/i;
const OVERLOADED =
  /server_is_overloaded|slow_down|engine_overloaded|over_capacity|service is currently unavailable|^overloaded(?:_error)?$/;
const MODEL_MISSING = /model_?not_?found|deployment_?not_?found/;

/** Finds the Messages API's error for a failure; without a status, the failure was reported inside a reply. */
export function judgeFailure(
  failure: UpstreamFailure,
  status: number | undefined,
  context: UpstreamErrorContext,
  extras: ApiErrorExtras,
): ApiError {
  const isNamed = (pattern: RegExp): boolean => failure.names.some((name) => pattern.test(name));
  const message = toPublicMessage(failure.message || toSilence(status), context.confidential);

  const isUnpaid = status === 402 || isNamed(UNPAID) || UNPAID_WORDS.test(failure.message);
  if (isUnpaid) return new ApiError(402, 'billing_error', message, withoutRetry(extras));
  if (status === 401 || status === 403) return toCredentialsError(status, message, context.isProxyKey, extras);
  const overflow = OVERFLOW_STATUSES.includes(status) ? readContextOverflow(failure) : undefined;
  if (overflow) {
    const wording = toOverflowMessage(overflow, message, context);
    return new ApiError(400, 'invalid_request_error', wording, extras);
  }
  if (isNamed(FILTERED)) return new ContentRefusal(message, extras);
  if (isNamed(OVERLOADED)) return new ApiError(529, 'overloaded_error', message, extras);
  const isModelMissing = isNamed(MODEL_MISSING) || /\b(?:model|deployment)\b/i.test(failure.message);
  const named = status === 404 && isModelMissing ? `model: ${context.requestedModel} (${message})` : message;
  return toStatusError(status, named, extras);
}

/** The refusal of the proxy's own key must not make a client ask its user to log in. */
function toCredentialsError(status: 401 | 403, message: string, isProxyKey: boolean, extras: ApiErrorExtras): ApiError {
  if (!isProxyKey) {
    return new ApiError(status, status === 401 ? 'authentication_error' : 'permission_error', message, extras);
  }
  const text = `The upstream rejected the gateway's credentials (${status}); only the gateway's operator can mend this`;
  return new ApiError(502, 'api_error', text, withoutRetry(extras));
}

/** Clients repeat a failed call about ten times unless told that it is no use. */
function withoutRetry(extras: ApiErrorExtras): ApiErrorExtras {
  return { ...extras, headers: { ...extras.headers, 'x-should-retry': 'false' } };
}

function toSilence(status: number | undefined): string {
  return status === undefined
    ? 'The upstream reported an error without an explanation'
    : `The upstream answered ${status} without a readable explanation`;
}
