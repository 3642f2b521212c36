import type { ThrottlerStorage } from '@nestjs/throttler';
import type { ProxyOptions } from '../config/proxy-options.js';

/** Injects where requests are counted for the rate limit: a ThrottlerStorage of `@nestjs/throttler`. */
export const RATE_LIMIT_STORAGE = Symbol('RATE_LIMIT_STORAGE');

/** Makes the storage that the options ask for; what is not needed is not even loaded. */
export async function createRateLimitStorage(options: ProxyOptions): Promise<ThrottlerStorage | undefined> {
  if (options.requestsPerMinute === undefined) return undefined;
  const { default: throttler } = await import('@nestjs/throttler');
  const memory = new throttler.ThrottlerStorageService();
  if (options.redisUrl === undefined) return memory;
  const { RedisStorage } = await import('./redis-storage.js');
  const redis = new RedisStorage(options.redisUrl, memory);
  await redis.connect();
  return redis;
}
