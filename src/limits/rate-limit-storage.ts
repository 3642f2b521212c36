import type { ThrottlerStorage } from '@nestjs/throttler';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { PrimaryChannel } from '../workers/primary-channel.js';

/** Injection token of the storage that counts requests for the rate limit: a ThrottlerStorage of `@nestjs/throttler`. */
export const RATE_LIMIT_STORAGE = Symbol('RATE_LIMIT_STORAGE');

/** Creates the storage that the options require; undefined without a rate limit. Loads only the packages it needs. */
export async function createRateLimitStorage(
  options: ProxyOptions,
  primary: PrimaryChannel,
): Promise<ThrottlerStorage | undefined> {
  if (options.requestsPerMinute === undefined) return undefined;
  const local = primary.isConnected ? createPrimaryStorage(primary) : await createMemoryStorage();
  if (options.redisUrl === undefined) return local;
  const { RedisStorage } = await import('./redis-storage.js');
  const redis = new RedisStorage(options.redisUrl, local);
  await redis.connect();
  return redis;
}

/** Creates a storage that counts in this process. */
export async function createMemoryStorage(): Promise<ThrottlerStorage> {
  // A dynamic import of a CommonJS package has no named exports once it is bundled.
  const { default: throttler } = await import('@nestjs/throttler');
  return new throttler.ThrottlerStorageService();
}

/** Creates a storage that counts in the primary process, for all workers together. */
function createPrimaryStorage(primary: PrimaryChannel): ThrottlerStorage {
  return { increment: (...args) => primary.request('countRequest', ...args) };
}
