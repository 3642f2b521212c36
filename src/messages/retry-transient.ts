import { type MonoTypeOperatorFunction, type Observable, retry, throwError } from 'rxjs';
import { ApiError } from '../conversion/errors/api-error.js';
import { toRetryDelay } from './to-retry-delay.js';

/** Emits once after so many ms. */
export type Wait = (delay: number) => Observable<unknown>;

/** Repeats a request that met a busy or unreachable upstream, at most so often and only as long as `mayRetry` allows. */
export function retryTransient<Answer>(
  maxRetries: number,
  wait: Wait,
  mayRetry: (error: ApiError) => boolean,
): MonoTypeOperatorFunction<Answer> {
  return retry({
    count: maxRetries,
    delay: (error: unknown, attempt) => {
      const isOurs = error instanceof ApiError && mayRetry(error);
      const delay = isOurs ? toRetryDelay(error, attempt, Math.random()) : undefined;
      return delay === undefined ? throwError(() => error) : wait(delay);
    },
  });
}
