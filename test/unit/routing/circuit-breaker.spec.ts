import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EMPTY, NEVER, Subject, firstValueFrom, of, throwError } from 'rxjs';
import { ApiError } from '../../../src/errors/api-error.js';
import { CircuitBreaker } from '../../../src/routing/circuit-breaker.js';

Logger.overrideLogger(false);

/** Lets the promises of the library settle. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('CircuitBreaker', () => {
  let now: number;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    breaker = new CircuitBreaker({ upstream: 'west' });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const isUpstreamFailure = (error: unknown): boolean => error instanceof ApiError && error.status >= 500;
  const fail = async (times: number, error: unknown = ApiError.overloaded('busy')): Promise<void> => {
    for (let index = 0; index < times; index += 1) {
      const tried = firstValueFrom(
        breaker.watch(
          throwError(() => error),
          isUpstreamFailure,
        ),
      );
      await expect(tried).rejects.toBe(error);
      await settled();
    }
  };
  const succeed = async (): Promise<void> => {
    expect(await firstValueFrom(breaker.watch(of('answer'), isUpstreamFailure))).toBe('answer');
    await settled();
  };

  it('opens after five consecutive failures, for half a minute', async () => {
    await fail(4);
    expect(breaker.isOpen).toBe(false);
    await fail(1);
    expect(breaker.isOpen).toBe(true);
    now += 29_999;
    expect(breaker.isOpen).toBe(true);
    now += 1;
    expect(breaker.isOpen).toBe(false);
  });

  it('counts from zero after a success', async () => {
    await fail(4);
    await succeed();
    await fail(4);
    expect(breaker.isOpen).toBe(false);
  });

  it('counts other errors, and a response without content, as a success', async () => {
    await fail(4);
    await fail(1, ApiError.invalidRequest('what?'));
    await fail(4);
    await expect(firstValueFrom(breaker.watch(EMPTY, isUpstreamFailure))).rejects.toThrow();
    await settled();
    await fail(4);
    expect(breaker.isOpen).toBe(false);
  });

  it('counts a client that disconnects as neither', async () => {
    await fail(4);
    const subscription = breaker.watch(NEVER, isUpstreamFailure).subscribe();
    subscription.unsubscribe();
    await settled();
    await fail(1);
    expect(breaker.isOpen).toBe(true);
  });

  it('lets a single request test the upstream after half a minute', async () => {
    await fail(5);
    now += 30_000;
    const answers = new Subject<string>();
    const subscription = breaker.watch(answers, isUpstreamFailure).subscribe();
    expect(breaker.isOpen).toBe(true);
    answers.next('answer');
    await settled();
    expect(breaker.isOpen).toBe(false);
    subscription.unsubscribe();
  });

  it('opens again when that request fails, too', async () => {
    await fail(5);
    now += 30_000;
    await fail(1);
    expect(breaker.isOpen).toBe(true);
    now += 30_000;
    await succeed();
    await fail(4);
    expect(breaker.isOpen).toBe(false);
  });

  it('counts a stream as a success once it has begun', async () => {
    await fail(4);
    const answers = new Subject<string>();
    const error = ApiError.upstream('cut off');
    const ended = new Promise((resolve) => breaker.watch(answers, isUpstreamFailure).subscribe({ error: resolve }));
    answers.next('Hel');
    answers.error(error);
    expect(await ended).toBe(error);
    await settled();
    await fail(4);
    expect(breaker.isOpen).toBe(false);
  });
});
