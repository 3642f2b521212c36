import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiKeyCallerResolver } from '../../../src/auth/api-key-caller.resolver.js';
import { RateLimiter } from '../../../src/limits/rate-limiter.service.js';
import { testOptions } from '../../support/options.js';

const NOW = Date.UTC(2026, 0, 1);

/** A limiter of 5 requests per minute whose storage always returns the given record, and the keys that it counts. */
function createLimiter(record: { totalHits: number; isBlocked: boolean; timeToBlockExpire: number }) {
  const options = testOptions({ requestsPerMinute: 5, proxyKeys: ['key'] });
  const keys: string[] = [];
  const increment = (key: string): Promise<typeof record & { timeToExpire: number }> => {
    keys.push(key);
    return Promise.resolve({ ...record, timeToExpire: 60 });
  };
  return { limiter: new RateLimiter(options, new ApiKeyCallerResolver(options), { increment }), keys };
}

describe('the state of a rate limit', () => {
  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
  afterEach(() => void jest.restoreAllMocks());

  it('counts down, and resets within a minute', async () => {
    const { limiter } = createLimiter({ totalHits: 2, isBlocked: false, timeToBlockExpire: 9 });
    expect(limiter.isEnabled).toBe(true);
    expect(await limiter.count(undefined)).toEqual({ limit: 5, remaining: 3, resetsAt: new Date(NOW + 60_000) });
  });

  it.each([
    [12, 12],
    [0, 1],
  ])('with %d s left until the block expires, waits %d s', async (timeToBlockExpire, waitSeconds) => {
    const { limiter } = createLimiter({ totalHits: 9, isBlocked: true, timeToBlockExpire });
    expect(await limiter.count(undefined)).toMatchObject({ remaining: 0, waitSeconds });
  });

  it('is shared by callers without an ID', async () => {
    const { limiter, keys } = createLimiter({ totalHits: 1, isBlocked: false, timeToBlockExpire: 0 });
    await limiter.count(undefined);
    await limiter.count({ usesProxyKey: true });
    await limiter.count({ usesProxyKey: true, id: 'one' });
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).toBe('one');
  });
});
