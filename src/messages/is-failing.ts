import { ApiError } from '../conversion/errors/api-error.js';

/** Tells the failure of an upstream that is overloaded, broken, too slow or not to be reached. */
export function isFailing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, extras } = error;
  // A key that is refused is a fault of the configuration, which must not stay hidden.
  return (status === 429 || status >= 500) && extras.headers?.['x-should-retry'] !== 'false';
}
