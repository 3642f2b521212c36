import { describe, expect, it } from '@jest/globals';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { ApiKeyCallerResolver } from '../../../src/auth/api-key-caller.resolver.js';
import type { CallerResolver } from '../../../src/auth/caller-resolver.js';
import type { ProxyOptions } from '../../../src/config/proxy-options.js';
import { RateLimiter } from '../../../src/limits/rate-limiter.service.js';
import { testOptions } from '../../support/options.js';

const caller = { usesProxyKey: true, id: 'one' };

/** Counts and records every call, whatever its key. */
class RecordingStorage implements ThrottlerStorage {
  readonly calls: unknown[][] = [];

  increment(...args: Parameters<ThrottlerStorage['increment']>): ReturnType<ThrottlerStorage['increment']> {
    this.calls.push(args);
    const totalHits = this.calls.length;
    const isBlocked = totalHits > args[2];
    return Promise.resolve({ totalHits, isBlocked, timeToExpire: 60, timeToBlockExpire: isBlocked ? 12 : 0 });
  }
}

describe('RateLimiter', () => {
  const createLimiter = (
    overrides: Partial<ProxyOptions>,
    resolver?: CallerResolver,
  ): [RateLimiter, RecordingStorage] => {
    const options = testOptions({ requestsPerMinute: 1, ...overrides });
    const storage = new RecordingStorage();
    return [new RateLimiter(options, resolver ?? new ApiKeyCallerResolver(options), storage), storage];
  };

  it('counts requests per key and minute, and does not block beyond that', async () => {
    const [limiter, { calls }] = createLimiter({ proxyKeys: ['key'] });
    await limiter.count(caller);
    expect(calls).toEqual([['one', 60_000, 1, 0, 'requests']]);
  });

  it('returns the remaining requests, and how long to wait if there are none', async () => {
    const [limiter] = createLimiter({ proxyKeys: ['key'] });
    expect(await limiter.count(caller)).toEqual({ limit: 1, remaining: 0, resetsAt: expect.any(Date) });
    expect(await limiter.count(caller)).toMatchObject({ remaining: 0, waitSeconds: 12 });
  });

  it('counts per client key in passthrough mode, and all callers together without authentication', async () => {
    const { upstreamKey: _, ...passthrough } = testOptions({ requestsPerMinute: 1 });
    const storage = new RecordingStorage();
    await new RateLimiter(passthrough, new ApiKeyCallerResolver(passthrough), storage).count(caller);
    const [openLimiter, { calls }] = createLimiter({});
    await openLimiter.count(caller);
    expect([...storage.calls, ...calls].map(([key]) => key)).toEqual(['one', 'everybody']);
  });

  it('counts per caller of a custom CallerResolver', async () => {
    const [limiter, { calls }] = createLimiter({}, { authenticate: () => caller });
    await limiter.count(caller);
    expect(calls.map(([key]) => key)).toEqual(['one']);
  });

  it('is disabled without a storage', async () => {
    const limiter = new RateLimiter(testOptions({}), new ApiKeyCallerResolver(testOptions({})), undefined);
    expect(limiter.isEnabled).toBe(false);
    expect(await limiter.count(caller)).toBeUndefined();
  });
});
