import type { ErrorType } from '../../protocol/anthropic/errors.js';
import { type ApiErrorExtras, ApiError } from './api-error.js';

type StatusAndType = readonly [status: number, type: ErrorType];

const INVALID_REQUEST: StatusAndType = [400, 'invalid_request_error'];
const UPSTREAM_FAILED: StatusAndType = [502, 'api_error'];
const OVERLOADED: StatusAndType = [529, 'overloaded_error'];
const TIMEOUT: StatusAndType = [504, 'timeout_error'];

const BY_STATUS = new Map<number, StatusAndType>([
  [404, [404, 'not_found_error']],
  [408, TIMEOUT],
  [409, [409, 'conflict_error']],
  [413, [413, 'request_too_large']],
  [429, [429, 'rate_limit_error']],
  [500, [500, 'api_error']],
  [503, OVERLOADED],
  [504, TIMEOUT],
  // Cloudflare's own: the origin did not answer in time.
  [522, TIMEOUT],
  [524, TIMEOUT],
  [529, OVERLOADED],
]);

/** Converts a failure of which nothing but the status tells its kind; one without a status is the upstream's fault. */
export function toStatusError(status: number | undefined, message: string, extras: ApiErrorExtras): ApiError {
  const isClientFault = status !== undefined && status >= 400 && status < 500;
  const [ownStatus, type] = BY_STATUS.get(status ?? 0) ?? (isClientFault ? INVALID_REQUEST : UPSTREAM_FAILED);
  return new ApiError(ownStatus, type, message, extras);
}
