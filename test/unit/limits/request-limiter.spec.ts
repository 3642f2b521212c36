import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { RequestLimiter } from '../../../src/limits/request-limiter.js';
import { testOptions } from '../../support/options.js';

const LIMIT = 10;

/** Counts `count` requests and returns their responses. */
function acquire(limiter: RequestLimiter, count: number): ServerResponse[] {
  return Array.from({ length: count }, () => {
    const response = new EventEmitter() as ServerResponse;
    limiter.acquire(response);
    return response;
  });
}

describe('RequestLimiter', () => {
  it('is saturated from a rejection until a fifth of the limit is free', () => {
    const limiter = new RequestLimiter(testOptions({ maxConcurrency: LIMIT }));
    const responses = acquire(limiter, LIMIT);
    expect(limiter.isSaturated).toBe(false);
    expect(() => acquire(limiter, 1)).toThrow(
      expect.objectContaining({
        status: 529,
        type: 'overloaded_error',
        message: 'Proxy concurrency limit reached; retry later',
        extras: { headers: { 'retry-after': '1' } },
      }),
    );
    expect(limiter.isSaturated).toBe(true);
    responses[0].emit('close');
    expect(limiter.isSaturated).toBe(true);
    responses[1].emit('close');
    expect(limiter.isSaturated).toBe(false);
  });

  it('stays saturated while the only free slot is used again and again', () => {
    const limiter = new RequestLimiter(testOptions({ maxConcurrency: LIMIT }));
    const [first] = acquire(limiter, LIMIT);
    expect(() => acquire(limiter, 1)).toThrow();
    let last = first;
    for (let request = 0; request < 3; request += 1) {
      last.emit('close');
      [last] = acquire(limiter, 1);
      expect(limiter.isSaturated).toBe(true);
    }
    expect(() => acquire(limiter, 1)).toThrow();
  });

  it('frees the slot of a request once, however often its connection closes', () => {
    const limiter = new RequestLimiter(testOptions({ maxConcurrency: 1 }));
    const [response] = acquire(limiter, 1);
    response.emit('close');
    response.emit('close');
    acquire(limiter, 1);
    expect(() => acquire(limiter, 1)).toThrow();
  });

  it('rejects nothing without a limit', () => {
    const limiter = new RequestLimiter(testOptions({}));
    expect(acquire(limiter, 10_000)).toHaveLength(10_000);
    expect(limiter.isSaturated).toBe(false);
  });
});
