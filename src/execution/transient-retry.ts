import { retry, throwError } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';

/** Emits once after a delay (ms). */
type Wait = (delay: number) => Observable<unknown>;

/** Retries while the upstream is busy or unreachable, at most `maxRetries` times and only if `mayRetry` allows. */
export function retryTransient<Answer>(
  maxRetries: number,
  wait: Wait,
  mayRetry: (error: ApiError) => boolean,
): MonoTypeOperatorFunction<Answer> {
  return retry({
    count: maxRetries,
    delay: (error: unknown, attempt) => {
      const isOurs = error instanceof ApiError && mayRetry(error);
      const delay = isOurs ? computeRetryDelay(error, attempt, Math.random()) : undefined;
      return delay === undefined ? throwError(() => error) : wait(delay);
    },
  });
}

/** Statuses of an upstream that is busy, or unreachable for a gateway in front of it. */
const TRANSIENT: readonly (number | undefined)[] = [429, 502, 503, 504, 529];
/** Statuses that the client gets for an upstream that reports inside a response of status 200 that it is busy. */
const BUSY: readonly number[] = [429, 529];
/** The first delay without a `retry-after`, in ms; it doubles each time. */
const FIRST_WAIT = 500;
/** Longest delay, in ms: for more, the client decides whether to retry. */
const LONGEST_WAIT = 5_000;

/** Computes the delay (ms) before a retry; undefined if the proxy should not retry. */
export function computeRetryDelay(error: ApiError, attempt: number, random: number): number | undefined {
  const { headers = {} } = error.extras;
  if (!isTransient(error)) return undefined;
  // An exhausted quota is a 429 as well.
  if (headers['x-should-retry'] === 'false') return undefined;
  const told = parseMilliseconds(headers['retry-after-ms'], 1) ?? parseMilliseconds(headers['retry-after'], 1000);
  // With jitter: many requests have failed at the same time.
  const wait = told ?? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return wait <= LONGEST_WAIT ? wait : undefined;
}

function isTransient({ status, extras }: ApiError): boolean {
  const { upstreamError, upstreamStatus, isDisconnected } = extras;
  if (isDisconnected || TRANSIENT.includes(upstreamStatus)) return true;
  return upstreamStatus === undefined && upstreamError !== undefined && BUSY.includes(status);
}

/** A date counts as forever: upstreams that recover soon send seconds. */
function parseMilliseconds(text: string | undefined, factor: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? Infinity : number * factor;
}
