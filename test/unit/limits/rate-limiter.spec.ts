import { describe, expect, it } from '@jest/globals';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { AuthGuard } from '../../../src/auth/auth.guard.js';
import type { CallerResolver } from '../../../src/auth/caller-resolver.js';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import { RateLimiter } from '../../../src/limits/rate-limiter.service.js';
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
  const counter = (overrides: Partial<ProxyOptions>, resolver?: CallerResolver): [RateLimiter, Counter] => {
    const options = testOptions({ requestsPerMinute: 1, ...overrides });
    const storage = new Counter();
    return [new RateLimiter(options, resolver ?? new AuthGuard(options), storage), storage];
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
    await new RateLimiter(passthrough, new AuthGuard(passthrough), storage).count(caller);
    const [open, { asked }] = counter({});
    await open.count(caller);
    expect([...storage.asked, ...asked].map(([key]) => key)).toEqual(['one', 'everybody']);
  });

  it('counts the callers that a platform tells apart in its own way', async () => {
    const [limits, { asked }] = counter({}, { authenticate: () => caller });
    await limits.count(caller);
    expect(asked.map(([key]) => key)).toEqual(['one']);
  });

  it('is off without a storage', async () => {
    const limits = new RateLimiter(testOptions({}), new AuthGuard(testOptions({})), undefined);
    expect(limits.isOn).toBe(false);
    expect(await limits.count(caller)).toBeUndefined();
  });
});
