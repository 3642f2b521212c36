import type { ErrorType } from '../protocol/anthropic/errors.js';
import { ApiError } from './api-error.js';
import type { ApiErrorExtras } from './api-error.js';
import { ContentRefusal } from './content-refusal.js';
import { formatOverflowMessage, parseContextOverflow } from './context-overflow.js';
import type { PromptContext } from './context-overflow.js';
import { parseErrorBody } from './error-body.js';
import type { UpstreamErrorBody } from './error-body.js';
import { findUnsupportedInput } from './unsupported-input.js';
import { sanitizeMessage } from './secret-masking.js';
import { convertUpstreamHeaders } from './upstream-response-headers.js';
import type { UpstreamHeaders } from './upstream-response-headers.js';

/** What the classification of an upstream error depends on, apart from the error itself. */
export interface UpstreamErrorContext extends PromptContext {
  /** True if the request was sent with the proxy's own key, not with the client's. */
  readonly isProxyKey: boolean;
  /** The model name that the client sent. */
  readonly requestedModel: string;
  /** Strings that must not reach the client: the API key sent upstream and the host name of the upstream. */
  readonly confidential: readonly string[];
}

/** The context of an error that arrived as an HTTP response. */
export interface ErrorResponseContext extends UpstreamErrorContext {
  readonly headers: UpstreamHeaders;
  readonly now: Date;
}

/** Classifies an HTTP error response of an upstream. The body is parsed JSON or text. */
export function classifyErrorResponse(status: number, body: unknown, context: ErrorResponseContext): ApiError {
  const upstreamError = parseErrorBody(body);
  return classifyError(upstreamError, status, context, {
    upstreamError,
    headers: { ...parseRetryAfter(upstreamError, status), ...convertUpstreamHeaders(context.headers, context.now) },
    upstreamStatus: status,
  });
}

/** Classifies an error inside a response with status 200: the `error` of a chunk or of a body, or the whole body. */
export function classifyInBandError(error: unknown, context: UpstreamErrorContext): ApiError {
  const upstreamError = parseErrorBody(error);
  const status = upstreamError.status ?? findStatusByName(upstreamError);
  const headers = parseRetryAfter(upstreamError, status);
  return classifyError(upstreamError, status, context, {
    upstreamError,
    ...(Object.keys(headers).length > 0 && { headers }),
  });
}

const RETRYABLE: readonly (number | undefined)[] = [undefined, 429, 503, 529];
const RETRY_AFTER = /try again in (\d{1,6}(?:\.\d{1,6})?) ?(ms|s)\b/i;

/** The body may say when to retry where no header does: Google in a field, OpenAI in words, as in "try again in 1.5s". */
function parseRetryAfter(
  { message, retryAfterSeconds }: UpstreamErrorBody,
  status: number | undefined,
): Readonly<Record<string, string>> {
  if (!RETRYABLE.includes(status)) return {};
  const [, number, unit] = RETRY_AFTER.exec(message) ?? [];
  const inWords = number && Number(number) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
  const seconds = retryAfterSeconds ?? inWords;
  return typeof seconds === 'number' ? { 'retry-after': String(Math.ceil(seconds)) } : {};
}

/** Error names that imply a status. The names are compared in lower case and without `_`, `-` and white space. */
const STATUS_BY_NAME: readonly (readonly [RegExp, number])[] = [
  [/ratelimit|toomanyrequests|resourceexhausted/, 429],
  [/overloaded|unavailable/, 503],
  [/timeout|timedout|deadlineexceeded/, 504],
  [/authentication|unauthorized|invalidapikey/, 401],
  [/permission|forbidden/, 403],
  [/notfound/, 404],
  [/invalidrequest|badrequest|invalidargument/, 400],
  // Codes of the Responses API.
  [/invalid(?:prompt|value|type|encryptedcontent)|dataresidencymismatch/, 400],
  [/(?:unsupported|unknown|missingrequired)(?:parameter|value)/, 400],
];

function findStatusByName({ names }: UpstreamErrorBody): number | undefined {
  const plain = names.map((name) => name.replace(/[_\s-]/g, ''));
  return STATUS_BY_NAME.find(([pattern]) => plain.some((name) => pattern.test(name)))?.[1];
}

const OVERFLOW_STATUSES: readonly (number | undefined)[] = [undefined, 400, 413, 422];
const BILLING =
  /insufficient_?(?:user_?)?(?:quota|balance|credit|funds)|billing|arrearage|exceeded_current_quota|(?:spend|usage)_limit_exceeded|credit_balance_exhausted/;
/** Providers without an error code for an exhausted account, or with one of their own: xAI, MiniMax (1008), z.ai (1113). */
const BILLING_MESSAGE =
  /used all available credits|monthly spending limit|insufficient (?:account )?(?:balance|credits?|funds)|(?:balance|credits?) (?:is |are )?(?:not enough|insufficient|too low|exhausted)|out of credits/i;
const CONTENT_FILTER =
  /content_?filter|content_policy_violation|(?:cyber|bio|misalignment)_policy|responsibleaipolicyviolation|data_?inspection_?failed/;
/** OpenAI's codes for an image that it cannot read. */
const BAD_IMAGE =
  /^(?:invalid_(?:base64_)?image|image_(?:too|parse|file)|empty_image_file|unsupported_image_media_type|failed_to_download_image)/;
/** Makes Claude Code send the conversation again without its images. */
const IMAGE_MARKER = '(capability_rejected: image_block)';
const OVERLOADED =
  /server_is_overloaded|slow_down|engine_overloaded|over_capacity|service is currently unavailable|^overloaded(?:_error)?$/;
const MODEL_NOT_FOUND =
  /model_?not_?found|deployment_?not_?found|invalid_?model|model_?decommissioned|model_?not_?available/;
const NO_SUCH_MODEL =
  /not a valid model|(?:invalid|unknown) model (?:name|id)|supported (?:api )?model names? (?:is|are)|no such model|\bmodel\b.{0,120}?(?:does not exist|not found|not exist|(?:has been |is |was )?decommissioned)/i;
const NO_SUCH_MODEL_STATUSES: readonly (number | undefined)[] = [undefined, 400, 404, 410, 422];
/** What messages about a rejected key talk about; a 403 for another reason is not the operator's fault. */
const CREDENTIALS =
  /\bkeys?\b|api[-_ ]?key|credential|unauthori[sz]ed|authenticat|authori[sz]ation|\btoken\b|forbidden|access denied|permission/i;

/** Chooses the Messages API's error. The status is undefined for an in-band error that does not imply one. */
function classifyError(
  upstreamError: UpstreamErrorBody,
  status: number | undefined,
  context: UpstreamErrorContext,
  extras: ApiErrorExtras,
): ApiError {
  const isNamed = (pattern: RegExp): boolean => upstreamError.names.some((name) => pattern.test(name));
  const message = sanitizeMessage(upstreamError.message || describeMissingMessage(status), context.confidential);

  const isBilling = status === 402 || isNamed(BILLING) || BILLING_MESSAGE.test(upstreamError.message);
  if (isBilling) return new ApiError(402, 'billing_error', message, disableRetries(extras));
  if (status === 403 && isReadableReason(upstreamError)) return new ApiError(403, 'permission_error', message, extras);
  if (status === 401 || status === 403) return createCredentialsError(status, message, context.isProxyKey, extras);
  const overflow = OVERFLOW_STATUSES.includes(status) ? parseContextOverflow(upstreamError) : undefined;
  if (overflow) {
    return new ApiError(400, 'invalid_request_error', formatOverflowMessage(overflow, message, context), extras);
  }
  if (isNamed(CONTENT_FILTER)) return new ContentRefusal(message, extras);
  if (isNamed(BAD_IMAGE)) return new ApiError(400, 'invalid_request_error', `${message} ${IMAGE_MARKER}`, extras);
  if (isNamed(OVERLOADED)) return new ApiError(529, 'overloaded_error', message, extras);
  // llama.cpp rejects images with status 500, OpenRouter with 404.
  if (findUnsupportedInput(upstreamError)) return createStatusError(400, message, extras);
  return isModelMissing(upstreamError, status)
    ? createStatusError(404, `model: ${context.requestedModel} (${message})`, extras)
    : createStatusError(status, message, extras);
}

function isReadableReason({ message }: UpstreamErrorBody): boolean {
  return message !== '' && !CREDENTIALS.test(message);
}

function isModelMissing({ names, message }: UpstreamErrorBody, status: number | undefined): boolean {
  if (status === 404 && /\b(?:model|deployment)\b/i.test(message)) return true;
  const isNamed = names.some((name) => MODEL_NOT_FOUND.test(name));
  return NO_SUCH_MODEL_STATUSES.includes(status) && (isNamed || NO_SUCH_MODEL.test(message));
}

/** A 401 makes clients prompt the user to log in, which does not help if the proxy's own key was rejected. */
function createCredentialsError(
  status: 401 | 403,
  message: string,
  isProxyKey: boolean,
  extras: ApiErrorExtras,
): ApiError {
  if (!isProxyKey) {
    const type = status === 401 ? 'authentication_error' : 'permission_error';
    return new ApiError(status, type, message, disableRetries(extras));
  }
  const text = `The upstream rejected the proxy's credentials (${status}); contact the operator of the proxy`;
  return new ApiError(502, 'api_error', text, disableRetries(extras));
}

/** Without this header, Anthropic's clients retry a failed request up to ten times. */
function disableRetries(extras: ApiErrorExtras): ApiErrorExtras {
  return { ...extras, headers: { ...extras.headers, 'x-should-retry': 'false' } };
}

function describeMissingMessage(status: number | undefined): string {
  return status === undefined
    ? 'The upstream reported an error without a message'
    : `The upstream returned status ${status} without a readable message`;
}

type StatusAndType = readonly [status: number, type: ErrorType];

const INVALID_REQUEST: StatusAndType = [400, 'invalid_request_error'];
const UPSTREAM_FAILED: StatusAndType = [502, 'api_error'];
const UNAVAILABLE: StatusAndType = [529, 'overloaded_error'];
const TIMEOUT: StatusAndType = [504, 'timeout_error'];

const BY_STATUS = new Map<number, StatusAndType>([
  [404, [404, 'not_found_error']],
  [408, TIMEOUT],
  [409, [409, 'conflict_error']],
  [413, [413, 'request_too_large']],
  [429, [429, 'rate_limit_error']],
  [500, [500, 'api_error']],
  [503, UNAVAILABLE],
  [504, TIMEOUT],
  // Cloudflare: the origin server did not respond in time.
  [522, TIMEOUT],
  [524, TIMEOUT],
  [529, UNAVAILABLE],
]);

/** Classifies an error by its status alone. An error without a status counts as an upstream failure. */
function createStatusError(status: number | undefined, message: string, extras: ApiErrorExtras): ApiError {
  const isClientError = status !== undefined && status >= 400 && status < 500;
  const [clientStatus, type] = BY_STATUS.get(status ?? 0) ?? (isClientError ? INVALID_REQUEST : UPSTREAM_FAILED);
  return new ApiError(clientStatus, type, message, extras);
}
