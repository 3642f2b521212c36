import { Inject, Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { AuthGuard } from '../auth/auth.guard.js';
import { CALLER_RESOLVER, type CallerResolver } from '../auth/caller-resolver.js';
import type { Caller } from '../request-context/caller.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { RATE_LIMIT_STORAGE } from './rate-limit-storage.js';
import type { RateLimitState } from './rate-limit-headers.js';

/** The time (ms) in which requests are counted. */
const WINDOW = 60_000;
/** Whoever reaches a proxy without keys can make up any number of them: there is one limit for all. */
const EVERYBODY = 'everybody';

/** Counts the requests of each caller, when there is a limit to them. */
@Injectable()
export class RateLimiter {
  private readonly isOpen: boolean;
  private readonly limit: number;

  constructor(
    @Inject(PROXY_OPTIONS) { requestsPerMinute = Infinity }: ProxyOptions,
    @Inject(CALLER_RESOLVER) callers: CallerResolver,
    @Inject(RATE_LIMIT_STORAGE) private readonly storage: ThrottlerStorage | undefined,
  ) {
    this.isOpen = callers instanceof AuthGuard && callers.isOpen;
    this.limit = requestsPerMinute;
  }

  get isOn(): boolean {
    return this.storage !== undefined;
  }

  /** Counts a request, and tells what its caller has left. */
  async count(caller: Caller | undefined): Promise<RateLimitState | undefined> {
    const { limit } = this;
    const key = (this.isOpen ? undefined : caller?.id) ?? EVERYBODY;
    // Nobody is blocked beyond the window: a request that was refused does not prolong the wait.
    const record = await this.storage?.increment(key, WINDOW, limit, 0, 'requests');
    return (
      record && {
        limit,
        remaining: Math.max(0, limit - record.totalHits),
        resetsAt: new Date(Date.now() + WINDOW),
        ...(record.isBlocked && { waitSeconds: Math.max(1, record.timeToBlockExpire) }),
      }
    );
  }
}
