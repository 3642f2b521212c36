import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EMPTY, NEVER, Subject, firstValueFrom, of, throwError } from 'rxjs';
import { ApiError } from '../../../src/errors/api-error.js';
import { CircuitBreaker } from '../../../src/routing/circuit-breaker.js';
import type { Outcome } from '../../../src/routing/circuit.js';

Logger.overrideLogger(false);

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

  const classify = (error: unknown): Outcome => {
    if (!(error instanceof ApiError) || error.status < 500) return 'success';
    return error.status === 504 ? 'none' : 'failure';
  };
  const fail = async (times: number, error: unknown = ApiError.overloaded('busy'), caller = 'alice'): Promise<void> => {
    for (let index = 0; index < times; index += 1) {
      const tried = firstValueFrom(
        breaker.watch(
          throwError(() => error),
          caller,
          classify,
        ),
      );
      await expect(tried).rejects.toBe(error);
    }
  };
  const succeed = async (caller = 'alice'): Promise<void> => {
    expect(await firstValueFrom(breaker.watch(of('answer'), caller, classify))).toBe('answer');
  };

  it('opens after five consecutive failures, for half a minute', async () => {
    await fail(4);
    expect(breaker.isOpenFor('alice')).toBe(false);
    await fail(1);
    expect(breaker.isOpenFor('alice')).toBe(true);
    now += 29_999;
    expect(breaker.isOpenFor('alice')).toBe(true);
    now += 1;
    expect(breaker.isOpenFor('alice')).toBe(false);
  });

  it('counts from zero after a success', async () => {
    await fail(4);
    await succeed();
    await fail(4);
    expect(breaker.isOpenFor('alice')).toBe(false);
  });

  it('counts other errors, and a response without content, as a success', async () => {
    await fail(4);
    await fail(1, ApiError.invalidRequest('what?'));
    await fail(4);
    await expect(firstValueFrom(breaker.watch(EMPTY, 'alice', classify))).rejects.toThrow();
    await fail(4);
    expect(breaker.isOpenFor('alice')).toBe(false);
  });

  it('counts a client that disconnects as neither', async () => {
    await fail(4);
    const subscription = breaker.watch(NEVER, 'alice', classify).subscribe();
    subscription.unsubscribe();
    await fail(1);
    expect(breaker.isOpenFor('alice')).toBe(true);
  });

  it('lets a single request test the upstream after half a minute', async () => {
    await fail(5);
    now += 30_000;
    const answers = new Subject<string>();
    const subscription = breaker.watch(answers, 'alice', classify).subscribe();
    expect(breaker.isOpenFor('alice')).toBe(true);
    answers.next('answer');
    expect(breaker.isOpenFor('alice')).toBe(false);
    subscription.unsubscribe();
  });

  it('opens again when that request fails, too', async () => {
    await fail(5);
    now += 30_000;
    await fail(1);
    expect(breaker.isOpenFor('alice')).toBe(true);
    now += 30_000;
    await succeed();
    await fail(4);
    expect(breaker.isOpenFor('alice')).toBe(false);
  });

  it('counts a stream as a success once it has begun', async () => {
    await fail(4);
    const answers = new Subject<string>();
    const error = ApiError.upstream('cut off');
    const ended = new Promise((resolve) => breaker.watch(answers, 'alice', classify).subscribe({ error: resolve }));
    answers.next('Hel');
    answers.error(error);
    expect(await ended).toBe(error);
    await fail(4);
    expect(breaker.isOpenFor('alice')).toBe(false);
  });

  describe('with several callers', () => {
    it('opens for the one whose requests fail, and for no other', async () => {
      await fail(20, undefined, 'mallory');
      expect([breaker.isOpenFor('mallory'), breaker.isOpenFor('alice')]).toEqual([true, false]);
    });

    it('opens for all when it is open for two', async () => {
      await fail(5, undefined, 'mallory');
      await fail(4, undefined, 'alice');
      expect(breaker.isOpenFor('bob')).toBe(false);
      await fail(1, undefined, 'alice');
      expect(breaker.isOpenFor('bob')).toBe(true);
    });

    it('stays open for all only while it is open for two', async () => {
      for (const caller of ['mallory', 'alice']) await fail(5, undefined, caller);
      now += 30_000;
      await fail(1, undefined, 'mallory');
      expect(breaker.isOpenFor('bob')).toBe(false);
      await fail(1, undefined, 'alice');
      expect(breaker.isOpenFor('bob')).toBe(true);
      await succeed('alice');
      expect(breaker.isOpenFor('bob')).toBe(false);
    });

    it('forgets the callers whose requests failed the longest ago', async () => {
      await fail(5, undefined, 'mallory');
      for (let index = 0; index < 1000; index += 1) await fail(1, undefined, `caller-${index}`);
      expect(breaker.isOpenFor('mallory')).toBe(false);
    });
  });

  it('counts an error that says nothing about the upstream neither as a success nor as a failure', async () => {
    await fail(4);
    await fail(3, ApiError.timeout('slow'));
    expect(breaker.isOpenFor('alice')).toBe(false);
    await fail(1);
    expect(breaker.isOpenFor('alice')).toBe(true);
  });
});
