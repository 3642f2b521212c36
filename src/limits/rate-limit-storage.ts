import type { ThrottlerStorage } from '@nestjs/throttler';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { PrimaryChannel } from '../workers/primary-channel.js';
import { createMemoryStorage } from './memory-storage.js';

/** Injects where requests are counted for the rate limit: a ThrottlerStorage of `@nestjs/throttler`. */
export const RATE_LIMIT_STORAGE = Symbol('RATE_LIMIT_STORAGE');

/** Makes the storage that the options ask for; what is not needed is not even loaded. */
export async function createRateLimitStorage(
  options: ProxyOptions,
  primary: PrimaryChannel,
): Promise<ThrottlerStorage | undefined> {
  if (options.requestsPerMinute === undefined) return undefined;
  const local = primary.isConnected ? countInPrimary(primary) : await createMemoryStorage();
  if (options.redisUrl === undefined) return local;
  const { RedisStorage } = await import('./redis-storage.js');
  const redis = new RedisStorage(options.redisUrl, local);
  await redis.connect();
  return redis;
}

const countInPrimary = (primary: PrimaryChannel): ThrottlerStorage => ({
  increment: (...args) => primary.request('countRequest', ...args),
});
