import { describe, expect, it } from '@jest/globals';
import { type Observable, Subject, defer, lastValueFrom, of, throwError } from 'rxjs';
import { ApiError } from '../../../src/errors/api-error.js';
import { retryTransient } from '../../../src/execution/transient-retry.js';
import { computeRetryDelay } from '../../../src/execution/transient-retry.js';

const failure = (upstreamStatus: number, headers: Record<string, string> = {}): ApiError =>
  new ApiError(upstreamStatus, 'api_error', 'busy', { upstreamStatus, headers });
const disconnected = new ApiError(502, 'api_error', 'refused', { isDisconnected: true });

describe('computeRetryDelay', () => {
  it.each([429, 502, 503, 504, 529])('waits a little for an upstream that answers %d, longer each time', (status) => {
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => computeRetryDelay(failure(status), attempt, 1));
    expect(delays).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    expect(computeRetryDelay(failure(status), 1, 0)).toBe(250);
  });

  it('waits for an upstream that cannot be reached', () => {
    expect(computeRetryDelay(disconnected, 1, 1)).toBe(500);
  });

  it.each([429, 529])('waits for an upstream that reports inside a response that it is busy (%d)', (status) => {
    const error = new ApiError(status, 'api_error', 'busy', { upstreamError: { message: 'busy', names: [] } });
    expect(computeRetryDelay(error, 1, 1)).toBe(500);
  });

  it.each([
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '5' }, 5000],
    [{ 'retry-after-ms': '20', 'retry-after': '1' }, 20],
    [{ 'retry-after': '6' }, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
    [{ 'x-should-retry': 'false' }, undefined],
  ])('does as it is told by %j', (headers, delay) => {
    expect(computeRetryDelay(failure(429, headers), 1, 1)).toBe(delay);
  });

  it.each([
    ['a refusal', failure(400)],
    ['a fault of the upstream', failure(500)],
    ['an error without a status', ApiError.timeout('late')],
  ])('does not wait after %s', (_, error) => {
    expect(computeRetryDelay(error, 1, 1)).toBeUndefined();
  });
});

describe('retryTransient', () => {
  /** Fails so often, then answers. */
  const failing = (errors: unknown[]): { source: Observable<string>; tries: () => number } => {
    let tries = 0;
    const source = defer(() => {
      tries += 1;
      const error = errors[tries - 1];
      return error === undefined ? of('answer') : throwError(() => error);
    });
    return { source, tries: () => tries };
  };
  const always = (): boolean => true;

  it('retries until there is a response', async () => {
    const delays: number[] = [];
    const wait = (delay: number): Observable<unknown> => of(delays.push(delay));
    const { source } = failing([failure(503, { 'retry-after': '1' }), failure(429, { 'retry-after': '2' })]);
    expect(await lastValueFrom(source.pipe(retryTransient(2, wait, always)))).toBe('answer');
    expect(delays).toEqual([1000, 2000]);
  });

  it.each([
    ['as often as it may', 1, always, 2],
    ['not at all by default', 0, always, 1],
    ['not when something was answered', 5, () => false, 1],
  ])('tries %s', async (_, maxRetries, mayRetry, tries) => {
    const run = failing(Array.from({ length: 9 }, () => failure(503)));
    const wait = (): Observable<unknown> => of(0);
    await expect(lastValueFrom(run.source.pipe(retryTransient(maxRetries, wait, mayRetry)))).rejects.toThrow('busy');
    expect(run.tries()).toBe(tries);
  });

  it('passes on errors that are not from an upstream', async () => {
    const run = failing([new Error('bug')]);
    await expect(lastValueFrom(run.source.pipe(retryTransient(5, () => of(0), always)))).rejects.toThrow('bug');
  });

  it('stops waiting when nobody listens any more', () => {
    const waiting = new Subject();
    const run = failing([failure(503), failure(503)]);
    const subscription = run.source.pipe(retryTransient(5, () => waiting, always)).subscribe();
    subscription.unsubscribe();
    waiting.next(0);
    expect(waiting.observed).toBe(false);
    expect(run.tries()).toBe(1);
  });
});
