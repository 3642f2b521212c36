import { ApiError } from '../conversion/errors/api-error.js';
import { readContextOverflow } from '../conversion/errors/read-context-overflow.js';

/** Tells the failure of an upstream that is overloaded, broken, too slow or not to be reached: another may do better. */
export function isFailing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, extras } = error;
  // A key that is refused is a fault of the configuration, which must not stay hidden.
  return (status === 429 || status >= 500) && extras.headers?.['x-should-retry'] !== 'false';
}

/** Tells a failure after which another upstream is asked: also a prompt that is too long, for another may have room for it. */
export function isWorthAnother(error: unknown): boolean {
  if (isFailing(error)) return true;
  const failure = error instanceof ApiError && error.status === 400 ? error.extras.failure : undefined;
  return failure !== undefined && readContextOverflow(failure) !== undefined;
}
