import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Redis } from 'ioredis';

type ThrottlerStorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A request waits no longer than this (ms) for Redis; a busy event loop alone must not look like an outage. */
const PATIENCE = 1_000;
const PREFIX = 'claude-proxy:rate-limit:';

/**
 * Remembers each request of the last `window` milliseconds, by the clock of Redis, which all replicas share. Returns how
 * many there are with this one, and how long it has to wait when that is too many.
 */
const COUNT = `
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

/** Counts requests in Redis, for all replicas together. While it does not answer, each replica counts by itself. */
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
      connectTimeout: PATIENCE,
      commandTimeout: PATIENCE,
      // Gives up a connection that is dead without having been closed.
      socketTimeout: 2 * PATIENCE,
      // A request must not wait for a connection to come back.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    });
    this.redis.on('error', (error: Error) => this.noteFailure(error));
  }

  /** Connects, so that the first request is counted; a Redis that is not there is tried again in the background. */
  async connect(): Promise<void> {
    await this.redis.connect().catch((error: unknown) => this.noteFailure(error));
  }

  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottlerStorageRecord> {
    try {
      const reply = await this.redis.eval(COUNT, 1, PREFIX + key, ttl, limit, randomUUID());
      const [totalHits, waitMs] = reply as [number, number];
      this.noteSuccess();
      return {
        totalHits,
        isBlocked: totalHits > limit,
        timeToExpire: toSeconds(ttl),
        timeToBlockExpire: toSeconds(waitMs),
      };
    } catch (error) {
      this.noteFailure(error);
      return this.fallback.increment(key, ttl, limit, blockDuration, throttlerName);
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private noteSuccess(): void {
    if (!this.isReachable) this.logger.warn('Redis answers again: all replicas count for the rate limit together');
    this.isReachable = true;
  }

  /** Warns once an outage. */
  private noteFailure(error: unknown): void {
    if (!this.isReachable) return;
    this.isReachable = false;
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.warn({ message: 'Redis does not answer: each replica counts for the rate limit by itself', reason });
  }
}

const toSeconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
