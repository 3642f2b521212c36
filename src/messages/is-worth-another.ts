import { ApiError } from '../conversion/errors/api-error.js';
import { readContextOverflow } from '../conversion/errors/read-context-overflow.js';
import { isFailing } from './is-failing.js';

/** Tells a failure after which another upstream is asked: also a prompt that is too long, for another may have room for it. */
export function isWorthAnother(error: unknown): boolean {
  if (isFailing(error)) return true;
  const failure = error instanceof ApiError && error.status === 400 ? error.extras.failure : undefined;
  return failure !== undefined && readContextOverflow(failure) !== undefined;
}
