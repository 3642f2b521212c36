import { isNativeError } from 'node:util/types';
import { ApiError } from '../conversion/errors/api-error.js';
import { toTransportError } from '../conversion/errors/to-transport-error.js';

/** Words the failure of a call for the client. */
export function toCallError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return toTransportError(isNativeError(error) && 'code' in error ? String(error.code) : undefined);
}

/** An answer that takes too long (ms) as a whole. */
export const lateAnswer = (timeoutMs: number): ApiError =>
  ApiError.timeout(
    `The upstream did not complete its answer within ${timeoutMs / 1000} s; stream the reply, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
  );
