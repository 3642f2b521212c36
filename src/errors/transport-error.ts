import { ApiError } from './api-error.js';

const SILENT = 'The upstream did not answer in time';
const MESSAGES = new Map<string, string>([
  ['ECONNREFUSED', 'The upstream refused the connection: check that it runs and that OPENAI_BASE_URL names its port'],
  ['ENOTFOUND', 'The name of the upstream host is unknown: check OPENAI_BASE_URL'],
  ['EAI_AGAIN', 'The name of the upstream host could not be looked up: check the DNS'],
  ['EHOSTUNREACH', 'There is no route to the upstream'],
  ['ENETUNREACH', 'There is no route to the upstream'],
  ['ECONNRESET', 'The upstream closed the connection before the answer was complete'],
  ['EPIPE', 'The upstream closed the connection before the answer was complete'],
  ['UND_ERR_SOCKET', 'The upstream closed the connection before the answer was complete'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'The upstream closed the connection before the answer was complete'],
  ['ERR_ANSWER_CUT', 'The upstream closed the connection before the answer was complete'],
  ['UND_ERR_HEADERS_OVERFLOW', 'The headers of the answer are too large'],
  ['ERR_BUFFER_TOO_LARGE', 'The answer of the upstream is larger than 64 MiB once it is unpacked'],
  ['EPROTO', 'The upstream does not support TLS: check whether OPENAI_BASE_URL should begin with http'],
  [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'The upstream does not support TLS: check whether OPENAI_BASE_URL should begin with http',
  ],
]);
const TIMEOUT_MESSAGES = new Map<string, string>([
  ['ETIMEDOUT', 'Connecting to the upstream took too long'],
  ['UND_ERR_CONNECT_TIMEOUT', 'Connecting to the upstream took too long'],
  ['UND_ERR_HEADERS_TIMEOUT', SILENT],
  ['UND_ERR_BODY_TIMEOUT', 'The upstream fell silent in the middle of its answer'],
]);
const DISCONNECTED: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|SIGNATURE_FAILURE|ISSUER/;
const NOT_HTTP = /^HPE_/;
/** How zlib names broken gzip and broken brotli. */
const NOT_DECODED = /^(?:Z_|ERR__ERROR_)/;
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** Words a call that got no reply, by the code of Node's or undici's error; never names the upstream's address. */
export function classifyTransportError(code: string | undefined): ApiError {
  if (code === undefined || !CODE.test(code)) return ApiError.upstream('The upstream could not be asked');
  const timeoutMessage = TIMEOUT_MESSAGES.get(code);
  if (timeoutMessage !== undefined) return ApiError.timeout(`${timeoutMessage} (${code})`);
  const message = `${MESSAGES.get(code) ?? toGeneralMessage(code)} (${code})`;
  return new ApiError(502, 'api_error', message, DISCONNECTED.includes(code) ? { isDisconnected: true } : {});
}

function toGeneralMessage(code: string): string {
  if (CERTIFICATE.test(code))
    return "The upstream's TLS certificate could not be verified: NODE_EXTRA_CA_CERTS names a CA of your own";
  if (NOT_DECODED.test(code)) return 'The upstream sent an answer whose compression is broken';
  return NOT_HTTP.test(code) ? 'The upstream did not answer in HTTP' : 'The upstream could not be asked';
}
