import type { ErrorType } from '../protocol/anthropic/errors.js';
import { ApiError } from './api-error.js';
import type { ApiErrorExtras } from './api-error.js';
import { ContentRefusal } from './content-refusal.js';
import { formatOverflowMessage, parseContextOverflow } from './context-overflow.js';
import { parseErrorBody } from './error-body.js';
import type { UpstreamErrorBody } from './error-body.js';
import { sanitizeMessage } from './secret-masking.js';
import { convertUpstreamHeaders } from './upstream-response-headers.js';

/** What the HTTP reply of a failed call adds to the context. */
export interface ErrorResponseContext extends UpstreamErrorContext {
  readonly headers: UpstreamHeaders;
  readonly now: Date;
}

/** Converts an upstream's HTTP error; the body is parsed JSON or text. */
export function classifyErrorResponse(status: number, body: unknown, context: ErrorResponseContext): ApiError {
  const failure = parseErrorBody(body);
  return classifyError(failure, status, context, {
    failure,
    headers: convertUpstreamHeaders(context.headers, context.now),
    upstreamStatus: status,
  });
}

/** Names of errors that stand for a status, compared without case, `_`, `-` and blanks. */
const STATUS_BY_NAME: readonly (readonly [RegExp, number])[] = [
  [/ratelimit|toomanyrequests|resourceexhausted/, 429],
  [/overloaded|unavailable/, 503],
  [/timeout|timedout|deadlineexceeded/, 504],
  [/authentication|unauthorized|invalidapikey/, 401],
  [/permission|forbidden/, 403],
  [/notfound/, 404],
  [/invalidrequest|badrequest|invalidargument/, 400],
];

/** Converts an error reported inside a reply of status 200: the `error` of a chunk or of a body, or the whole body. */
export function classifyInBandError(error: unknown, context: UpstreamErrorContext): ApiError {
  const failure = parseErrorBody(error);
  return classifyError(failure, failure.status ?? statusByName(failure), context, { failure });
}

function statusByName({ names }: UpstreamErrorBody): number | undefined {
  const plain = names.map((name) => name.replace(/[_\s-]/g, ''));
  return STATUS_BY_NAME.find(([pattern]) => plain.some((name) => pattern.test(name)))?.[1];
}

const OVERFLOW_STATUSES: readonly (number | undefined)[] = [undefined, 400, 413, 422];
const UNPAID = /insufficient_?(?:user_?)?(?:quota|balance|credit|funds)|billing|arrearage|exceeded_current_quota/;
const FILTERED = /content_?filter|content_policy_violation|responsibleaipolicyviolation|data_?inspection_?failed/;
/** xAI says it in words only. */
const UNPAID_WORDS = /used all available credits|monthly spending limit/i;
const OVERLOADED =
  /server_is_overloaded|slow_down|engine_overloaded|over_capacity|service is currently unavailable|^overloaded(?:_error)?$/;
const MODEL_MISSING = /model_?not_?found|deployment_?not_?found/;

/** Finds the Messages API's error for a failure; without a status, the failure was reported inside a reply. */
function classifyError(
  failure: UpstreamErrorBody,
  status: number | undefined,
  context: UpstreamErrorContext,
  extras: ApiErrorExtras,
): ApiError {
  const isNamed = (pattern: RegExp): boolean => failure.names.some((name) => pattern.test(name));
  const message = sanitizeMessage(failure.message || toSilence(status), context.confidential);

  const isUnpaid = status === 402 || isNamed(UNPAID) || UNPAID_WORDS.test(failure.message);
  if (isUnpaid) return new ApiError(402, 'billing_error', message, withoutRetry(extras));
  if (status === 401 || status === 403) return toCredentialsError(status, message, context.isProxyKey, extras);
  const overflow = OVERFLOW_STATUSES.includes(status) ? parseContextOverflow(failure) : undefined;
  if (overflow) {
    const wording = formatOverflowMessage(overflow, message, context);
    return new ApiError(400, 'invalid_request_error', wording, extras);
  }
  if (isNamed(FILTERED)) return new ContentRefusal(message, extras);
  if (isNamed(OVERLOADED)) return new ApiError(529, 'overloaded_error', message, extras);
  const isModelMissing = isNamed(MODEL_MISSING) || /\b(?:model|deployment)\b/i.test(failure.message);
  const named = status === 404 && isModelMissing ? `model: ${context.requestedModel} (${message})` : message;
  return createStatusError(status, named, extras);
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

type StatusAndType = readonly [status: number, type: ErrorType];

const INVALID_REQUEST: StatusAndType = [400, 'invalid_request_error'];
const UPSTREAM_FAILED: StatusAndType = [502, 'api_error'];
const OVERLOADED_STATUSES: StatusAndType = [529, 'overloaded_error'];
const TIMEOUT: StatusAndType = [504, 'timeout_error'];

const BY_STATUS = new Map<number, StatusAndType>([
  [404, [404, 'not_found_error']],
  [408, TIMEOUT],
  [409, [409, 'conflict_error']],
  [413, [413, 'request_too_large']],
  [429, [429, 'rate_limit_error']],
  [500, [500, 'api_error']],
  [503, OVERLOADED_STATUSES],
  [504, TIMEOUT],
  // Cloudflare's own: the origin did not answer in time.
  [522, TIMEOUT],
  [524, TIMEOUT],
  [529, OVERLOADED_STATUSES],
]);

/** Converts a failure of which nothing but the status tells its kind; one without a status is the upstream's fault. */
function createStatusError(status: number | undefined, message: string, extras: ApiErrorExtras): ApiError {
  const isClientFault = status !== undefined && status >= 400 && status < 500;
  const [ownStatus, type] = BY_STATUS.get(status ?? 0) ?? (isClientFault ? INVALID_REQUEST : UPSTREAM_FAILED);
  return new ApiError(ownStatus, type, message, extras);
}

/** What the wording of an upstream's failure depends on, beside the failure itself. */
export interface UpstreamErrorContext {
  /** The upstream key is the proxy's own, so its refusal is no fault of the client. */
  readonly isProxyKey: boolean;
  /** The model by the name that the client asked for. */
  readonly requestedModel: string;
  /** Counts the prompt; asked only when the upstream does not name the number. */
  readonly estimatedInputTokens: () => number;
  /** The model's window in tokens, where it is known; an upstream's own number wins. */
  readonly contextWindow?: number;
  /** How many input tokens the client counts for one of the upstream's; absent: one. */
  readonly inputScale?: number;
  /** Texts that must never reach the client: the key sent upstream, the upstream's host name. */
  readonly confidential: readonly string[];
}

/** The headers of an upstream's reply, by lower-case name. */
export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;
