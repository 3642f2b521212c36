import { type ApiErrorExtras, ApiError } from './api-error.js';

/**
 * Converts an error of Node or undici, by its code, to the error for a call without a complete response. The message
 * never contains the upstream's address.
 */
export function classifyTransportError(code: string | undefined): ApiError {
  if (code === undefined || !ERROR_CODE.test(code)) return ApiError.upstream(CALL_FAILED);
  const timeoutMessage = TIMEOUT_MESSAGES.get(code);
  if (timeoutMessage !== undefined) {
    const extras: ApiErrorExtras = timeoutMessage === CONNECT_TIMEOUT ? {} : { isTooSlow: true };
    return new ApiError(504, 'timeout_error', `${timeoutMessage} (${code})`, extras);
  }
  const message = `${MESSAGES.get(code) ?? describeCode(code)} (${code})`;
  return new ApiError(502, 'api_error', message, DISCONNECTED.includes(code) ? { isDisconnected: true } : {});
}

function describeCode(code: string): string {
  if (CERTIFICATE.test(code)) {
    return "The upstream's TLS certificate could not be verified; for a private CA, set NODE_EXTRA_CA_CERTS";
  }
  if (DECOMPRESSION.test(code)) return "The upstream's response could not be decompressed";
  return HTTP_PARSER.test(code) ? 'The upstream sent an invalid HTTP response' : CALL_FAILED;
}

const CALL_FAILED = 'The request to the upstream failed';
const INCOMPLETE = 'The upstream closed the connection before the response was complete';
const NOT_TLS = 'The upstream does not support TLS: check whether OPENAI_BASE_URL should start with http://';
const UNREACHABLE = 'There is no route to the upstream';
const CONNECT_TIMEOUT = 'Connecting to the upstream timed out';

const MESSAGES = new Map<string, string>([
  ['ECONNREFUSED', 'The upstream refused the connection: check that it is running and the port in OPENAI_BASE_URL'],
  ['ENOTFOUND', "The upstream's host name could not be resolved: check OPENAI_BASE_URL"],
  ['EAI_AGAIN', "The upstream's host name could not be resolved: check the DNS server"],
  ['EHOSTUNREACH', UNREACHABLE],
  ['ENETUNREACH', UNREACHABLE],
  ['ECONNRESET', INCOMPLETE],
  ['EPIPE', INCOMPLETE],
  ['UND_ERR_SOCKET', INCOMPLETE],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', INCOMPLETE],
  ['ERR_INCOMPLETE_RESPONSE', INCOMPLETE],
  ['UND_ERR_HEADERS_OVERFLOW', "The upstream's response headers are too large"],
  ['ERR_BUFFER_TOO_LARGE', "The upstream's response is larger than 16 MiB after decompression"],
  ['EPROTO', NOT_TLS],
  ['ERR_SSL_WRONG_VERSION_NUMBER', NOT_TLS],
]);
const TIMEOUT_MESSAGES = new Map<string, string>([
  ['ETIMEDOUT', CONNECT_TIMEOUT],
  ['UND_ERR_CONNECT_TIMEOUT', CONNECT_TIMEOUT],
  ['UND_ERR_HEADERS_TIMEOUT', 'The upstream did not respond in time'],
  ['UND_ERR_BODY_TIMEOUT', 'The upstream stopped sending data before the response was complete'],
]);
const DISCONNECTED: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|SIGNATURE_FAILURE|ISSUER/;
const HTTP_PARSER = /^HPE_/;
/** zlib's codes for corrupted gzip and Brotli data. */
const DECOMPRESSION = /^(?:Z_|ERR__ERROR_)/;
const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
