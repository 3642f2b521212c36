import { isNativeError } from 'node:util/types';
import { ApiError } from '../errors/api-error.js';
import { classifyTransportError } from '../errors/transport-error.js';

/** Words the failure of a call for the client. */
export function createCallError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return classifyTransportError(isNativeError(error) && 'code' in error ? String(error.code) : undefined);
}

/** An answer that takes too long (ms) as a whole. */
export const responseTimeoutError = (timeoutMs: number): ApiError =>
  ApiError.timeout(
    `The upstream did not complete its answer within ${timeoutMs / 1000} s; stream the reply, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
  );
