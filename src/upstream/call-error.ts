import { isNativeError } from 'node:util/types';
import { ApiError } from '../errors/api-error.js';
import { classifyTransportError } from '../errors/transport-error.js';

/** Converts the failure of a call to an ApiError. */
export function createCallError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return classifyTransportError(isNativeError(error) && 'code' in error ? String(error.code) : undefined);
}

/** The error for a response that is not complete after `timeoutMs`. */
export const responseTimeoutError = (timeoutMs: number): ApiError =>
  ApiError.timeout(
    `The upstream did not complete its response within ${timeoutMs / 1000} s; stream the response, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
  );
