import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Redis } from 'ioredis';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** How long (ms) a request waits for Redis. Long enough that a busy event loop is not mistaken for an outage. */
const TIMEOUT = 1_000;
const KEY_PREFIX = 'claude-proxy:rate-limit:';

/**
 * Records each request of the last `window` milliseconds by the clock of Redis, which all replicas share. Returns the
 * number of requests including this one, and the time (ms) to wait if it exceeds the limit.
 */
const COUNT_SCRIPT = `
local window, limit, id = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local hits = redis.call('ZCARD', KEYS[1])
if hits >= limit then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return { hits + 1, oldest[2] + window - now }
end
redis.call('ZADD', KEYS[1], now, id)
redis.call('PEXPIRE', KEYS[1], window)
return { hits + 1, 0 }
`;

/** Counts requests in Redis, for all replicas together. While Redis is unavailable, each replica counts separately. */
export class RedisStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger(RedisStorage.name);
  private readonly redis: Redis;
  private isReachable = true;

  constructor(
    url: URL,
    private readonly fallback: ThrottlerStorage,
  ) {
    this.redis = new Redis(url.href, {
      lazyConnect: true,
      connectTimeout: TIMEOUT,
      commandTimeout: TIMEOUT,
      // Detects connections that are dead but were not closed.
      socketTimeout: 2 * TIMEOUT,
      // A request must not wait for a reconnection.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    });
    this.redis.on('error', (error: Error) => this.recordFailure(error));
  }

  /** Connects, so that the first request is counted. If Redis is unavailable, the client reconnects in the background. */
  async connect(): Promise<void> {
    await this.redis.connect().catch((error: unknown) => this.recordFailure(error));
  }

  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottlerStorageRecord> {
    try {
      const result = await this.redis.eval(COUNT_SCRIPT, 1, KEY_PREFIX + key, ttl, limit, randomUUID());
      const [totalHits, waitMs] = result as [number, number];
      this.recordSuccess();
      return {
        totalHits,
        isBlocked: totalHits > limit,
        timeToExpire: ceilSeconds(ttl),
        timeToBlockExpire: ceilSeconds(waitMs),
      };
    } catch (error) {
      this.recordFailure(error);
      return this.fallback.increment(key, ttl, limit, blockDuration, throttlerName);
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private recordSuccess(): void {
    if (!this.isReachable) this.logger.warn('redis available: the rate limit is shared by all replicas');
    this.isReachable = true;
  }

  /** Logs one warning per outage. */
  private recordFailure(error: unknown): void {
    if (!this.isReachable) return;
    this.isReachable = false;
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn({ message: 'redis unavailable: each replica counts separately for the rate limit', reason });
  }
}

const ceilSeconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
