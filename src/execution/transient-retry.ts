import { retry, throwError } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';

/** Emits once after a delay (ms). */
type Wait = (delay: number) => Observable<unknown>;

/** Retries while the upstream is busy or unreachable, at most `maxRetries` times and only if `mayRetry` returns true. */
export function retryTransient<Result>(
  maxRetries: number,
  wait: Wait,
  mayRetry: (error: ApiError) => boolean,
): MonoTypeOperatorFunction<Result> {
  return retry({
    count: maxRetries,
    delay: (error: unknown, attempt) => {
      const isRetryable = error instanceof ApiError && mayRetry(error);
      const delay = isRetryable ? computeRetryDelay(error, attempt, Math.random()) : undefined;
      return delay === undefined ? throwError(() => error) : wait(delay);
    },
  });
}

/** Statuses of a busy upstream, or of a gateway that cannot reach it. */
const TRANSIENT: readonly (number | undefined)[] = [429, 502, 503, 504, 529];
/** Statuses of the ApiError for an upstream that reports inside a response with status 200 that it is busy. */
const BUSY: readonly number[] = [429, 529];
/** The first delay (ms) if the upstream sends no `retry-after`. It doubles with each retry. */
const INITIAL_DELAY = 500;
/** Maximum delay (ms). If the upstream requests a longer one, the error is returned and the client decides. */
const MAX_DELAY = 5_000;

/** Computes the delay (ms) before a retry; undefined if the proxy should not retry. */
export function computeRetryDelay(error: ApiError, attempt: number, random: number): number | undefined {
  const { headers = {} } = error.extras;
  if (!isTransient(error)) return undefined;
  // An exhausted quota is a 429 as well.
  if (headers['x-should-retry'] === 'false') return undefined;
  const requested = parseMilliseconds(headers['retry-after-ms'], 1) ?? parseMilliseconds(headers['retry-after'], 1000);
  // Jitter, because many requests may have failed at the same time.
  const delay = requested ?? Math.min(MAX_DELAY, INITIAL_DELAY * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return delay <= MAX_DELAY ? delay : undefined;
}

function isTransient({ status, extras }: ApiError): boolean {
  const { upstreamError, upstreamStatus, isDisconnected } = extras;
  if (isDisconnected || TRANSIENT.includes(upstreamStatus)) return true;
  return upstreamStatus === undefined && upstreamError !== undefined && BUSY.includes(status);
}

/** Parses a number of seconds or milliseconds. A date counts as infinite: upstreams that recover soon send seconds. */
function parseMilliseconds(text: string | undefined, factor: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? Infinity : number * factor;
}
