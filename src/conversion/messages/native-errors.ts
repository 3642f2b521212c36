import { isJsonObject } from '../../common/json.js';
import { ApiError } from '../../errors/api-error.js';
import { parseContextOverflow } from '../../errors/context-overflow.js';
import { classifyErrorResponse, classifyInBandError } from '../../errors/error-classification.js';
import type { ErrorResponseContext, UpstreamErrorContext } from '../../errors/error-classification.js';
import { isSignatureError } from '../../errors/signature-error.js';
import { sanitizeMessage } from '../../errors/secret-masking.js';
import type { ErrorType } from '../../protocol/anthropic/errors.js';

/** The types of Anthropic's errors, with the status of each. */
const STATUSES: Readonly<Record<ErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  api_error: 500,
  overloaded_error: 529,
};

/** What a request contained that an upstream can reject. */
export type SentFeature = 'system' | 'image' | 'document' | 'effort';

/** Classifies an error response of a Messages upstream. Errors in Anthropic's format reach the client as they are. */
export function classifyNativeError(
  status: number,
  body: unknown,
  context: ErrorResponseContext,
  hasFeature: (feature: SentFeature) => boolean,
): ApiError {
  const classified = classifyErrorResponse(status, body, context);
  const error = passEnvelope(body, status, classified, context);
  return error.status === 400 ? addMarker(error, hasFeature) : error;
}

/** Classifies the data of an `error` event. */
export function classifyNativeEvent(event: unknown, context: UpstreamErrorContext): ApiError {
  const classified = classifyInBandError(event, context);
  const envelope = parseEnvelope(event);
  return envelope ? passEnvelope(event, STATUSES[envelope.type], classified, context) : classified;
}

interface Envelope {
  readonly type: ErrorType;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Undefined for errors in any other format, such as vLLM's, whose types are class names. */
function parseEnvelope(body: unknown): Envelope | undefined {
  const error = isJsonObject(body) && body['type'] === 'error' ? body['error'] : undefined;
  if (!isJsonObject(error)) return undefined;
  const { type, message, details } = error;
  if (typeof message !== 'string' || !isErrorType(type)) return undefined;
  return { type, message, ...(isJsonObject(details) && { details }) };
}

const isErrorType = (type: unknown): type is ErrorType => typeof type === 'string' && Object.hasOwn(STATUSES, type);

/** Statuses that mean something else to the client than to the proxy: a rejected key, an exhausted account. */
const CLASSIFIED: readonly number[] = [402, 413, 502];

function passEnvelope(body: unknown, status: number, classified: ApiError, context: UpstreamErrorContext): ApiError {
  const envelope = parseEnvelope(body);
  const isOther = status !== classified.status && CLASSIFIED.includes(classified.status);
  if (!envelope || isOther || isForeignOverflow(envelope.message, classified, context)) return classified;
  const { type, message, details } = envelope;
  const extras = { ...classified.extras, ...(details && { details }) };
  return new ApiError(status, type, sanitizeMessage(message, context.confidential), extras);
}

const OWN_OVERFLOW = /^(?:prompt is too long|input length and `max_tokens` exceed context limit): \d/;

/** Whether a context overflow needs the wording that clients match, or numbers that fit the scaled usage. */
function isForeignOverflow(message: string, { extras }: ApiError, { inputScale = 1 }: UpstreamErrorContext): boolean {
  const isOverflow = extras.upstreamError !== undefined && parseContextOverflow(extras.upstreamError) !== undefined;
  return isOverflow && (inputScale !== 1 || !OWN_OVERFLOW.test(message));
}

/** How upstreams reject what Claude Code can do without if the error has the marker. */
const MARKERS: readonly (readonly [RegExp, SentFeature, string])[] = [
  [
    /\bsystem\b.{0,80}\brole\b|\brole\b.{0,80}\bsystem\b|\brole: input should be 'user' or 'assistant'/i,
    'system',
    'mid_conv_system',
  ],
  [/\bimages?\b|\bvision\b|\bmultimodal\b/i, 'image', 'image_block'],
  [/\bdocuments?\b|\bpdfs?\b|\bfiles?\b/i, 'document', 'document_block'],
  [/\beffort\b/i, 'effort', 'effort_unsupported'],
];

function addMarker(error: ApiError, hasFeature: (feature: SentFeature) => boolean): ApiError {
  const { message, status, type, extras } = error;
  if (message.includes('capability_rejected') || message.startsWith('prompt is too long')) return error;
  const marker = findMarker(error, hasFeature);
  return marker ? new ApiError(status, type, `${message} (capability_rejected: ${marker})`, extras) : error;
}

function findMarker({ message, extras }: ApiError, hasFeature: (feature: SentFeature) => boolean): string | undefined {
  if (extras.upstreamError && isSignatureError(extras.upstreamError)) return 'thinking_signature';
  if (!REJECTION.test(message)) return undefined;
  return MARKERS.find(([pattern, feature]) => pattern.test(message) && hasFeature(feature))?.[2];
}

const REJECTION =
  /not (?:supported|allowed|permitted|valid|accept)|unsupported|(?:does not|doesn't|cannot) (?:support|accept|process|allow)|unexpected|invalid|unknown|extra inputs|only supported|input should be/i;
