import { retry, throwError } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';

/** Emits once after so many ms. */
type Wait = (delay: number) => Observable<unknown>;

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
      const delay = isOurs ? computeRetryDelay(error, attempt, Math.random()) : undefined;
      return delay === undefined ? throwError(() => error) : wait(delay);
    },
  });
}

/** Statuses of an upstream that is busy, or unreachable for a gateway in front of it. */
const TRANSIENT: readonly (number | undefined)[] = [429, 502, 503, 504, 529];
/** Statuses that the client gets for an upstream that reports inside a response of status 200 that it is busy. */
const BUSY: readonly number[] = [429, 529];
/** The first wait without a `retry-after`, in ms; it doubles each time. */
const FIRST_WAIT = 500;
/** A client is not kept waiting longer than this, in ms: it knows better whether to wait. */
const LONGEST_WAIT = 5_000;

/** Says how long (ms) to wait before the same request is tried again; undefined when that is not for us to do. */
export function computeRetryDelay(error: ApiError, attempt: number, random: number): number | undefined {
  const { headers = {} } = error.extras;
  if (!isTransient(error)) return undefined;
  // A quota that is used up comes as 429, too.
  if (headers['x-should-retry'] === 'false') return undefined;
  const told = parseMilliseconds(headers['retry-after-ms'], 1) ?? parseMilliseconds(headers['retry-after'], 1000);
  // Not all at once: many requests have failed at the same moment.
  const wait = told ?? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + random / 2);
  return wait <= LONGEST_WAIT ? wait : undefined;
}

function isTransient({ status, extras }: ApiError): boolean {
  const { upstreamError, upstreamStatus, isDisconnected } = extras;
  if (isDisconnected || TRANSIENT.includes(upstreamStatus)) return true;
  return upstreamStatus === undefined && upstreamError !== undefined && BUSY.includes(status);
}

/** A date is read as a long time: upstreams that are back in a moment say so in seconds. */
function parseMilliseconds(text: string | undefined, factor: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isNaN(number) ? Infinity : number * factor;
}
