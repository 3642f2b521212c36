import { Inject, Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { ApiKeyCallerResolver } from '../auth/api-key-caller.resolver.js';
import { CALLER_RESOLVER, type CallerResolver } from '../auth/caller-resolver.js';
import type { RateLimitName } from '../request-context/request-context.js';
import type { Caller } from '../request-context/request-head.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { RATE_LIMIT_STORAGE } from './rate-limit-storage.js';

/** The state of a caller's rate limit after a request was counted. */
export interface RateLimitState {
  /** Requests per minute. */
  readonly limit: number;
  readonly remaining: number;
  /** The latest time at which `remaining` equals the limit again. */
  readonly resetsAt: Date;
  /** How long the caller has to wait. Present only if the limit is exceeded. */
  readonly waitSeconds?: number;
}

/** The length (ms) of the sliding window in which requests are counted. */
const WINDOW = 60_000;
/** A proxy without keys accepts any key, so a limit per key could be bypassed: all callers share one count. */
const SHARED_CALLER_ID = 'everybody';

/** Counts the requests of each caller if `CLAUDE_PROXY_REQUESTS_PER_MINUTE` is set. */
@Injectable()
export class RateLimiter {
  private readonly isOpen: boolean;
  private readonly limit: number;

  constructor(
    @Inject(PROXY_OPTIONS) { requestsPerMinute = Infinity }: ProxyOptions,
    @Inject(CALLER_RESOLVER) callers: CallerResolver,
    @Inject(RATE_LIMIT_STORAGE) private readonly storage: ThrottlerStorage | undefined,
  ) {
    this.isOpen = callers instanceof ApiKeyCallerResolver && callers.isOpen;
    this.limit = requestsPerMinute;
  }

  get isEnabled(): boolean {
    return this.storage !== undefined;
  }

  /** Counts a request and returns the state of its caller's limit; undefined without a rate limit. */
  async count(caller: Caller | undefined, name: RateLimitName = 'rate'): Promise<RateLimitState | undefined> {
    const { limit } = this;
    const id = (this.isOpen ? undefined : caller?.id) ?? SHARED_CALLER_ID;
    // Token counts are cheap: they have a limit of the same size, but do not use up that of messages.
    const key = name === 'rate' ? id : `${id}/${name}`;
    // A block duration of 0: rejected requests do not extend the wait beyond the window.
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
