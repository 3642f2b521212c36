import { describe, expect, it } from '@jest/globals';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import { RateLimits } from '../../../src/limits/rate-limits.js';
import { testOptions } from '../../support/options.js';

const caller = { usesProxyKey: true, id: 'one' };

/** Counts as often as it is asked, and notes what it is asked. */
class Counter implements ThrottlerStorage {
  readonly asked: unknown[][] = [];

  increment(...asked: Parameters<ThrottlerStorage['increment']>): ReturnType<ThrottlerStorage['increment']> {
    this.asked.push(asked);
    const totalHits = this.asked.length;
    const isBlocked = totalHits > asked[2];
    return Promise.resolve({ totalHits, isBlocked, timeToExpire: 60, timeToBlockExpire: isBlocked ? 12 : 0 });
  }
}

describe('RateLimits', () => {
  const counter = (options: Partial<ProxyOptions>): [RateLimits, Counter] => {
    const storage = new Counter();
    return [new RateLimits(testOptions({ requestsPerMinute: 1, ...options }), storage), storage];
  };

  it('counts each key for a minute, without blocking beyond it', async () => {
    const [limits, { asked }] = counter({ proxyKeys: ['key'] });
    await limits.count(caller);
    expect(asked).toEqual([['one', 60_000, 1, 0, 'requests']]);
  });

  it('tells what is left, and how long to wait when nothing is', async () => {
    const [limits] = counter({ proxyKeys: ['key'] });
    expect(await limits.count(caller)).toEqual({ limit: 1, remaining: 0, resetsAt: expect.any(Date) });
    expect(await limits.count(caller)).toMatchObject({ remaining: 0, waitSeconds: 12 });
  });

  it('counts the keys of clients in passthrough mode, all callers together where no key is asked for', async () => {
    const { upstreamKey: _, ...passthrough } = testOptions({ requestsPerMinute: 1 });
    const storage = new Counter();
    await new RateLimits(passthrough, storage).count(caller);
    await new RateLimits(testOptions({ requestsPerMinute: 1 }), storage).count(caller);
    expect(storage.asked.map(([key]) => key)).toEqual(['one', 'everybody']);
  });

  it('is off without a storage', async () => {
    const limits = new RateLimits(testOptions({}), undefined);
    expect(limits.isOn).toBe(false);
    expect(await limits.count(caller)).toBeUndefined();
  });
});
