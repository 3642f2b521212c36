import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';

/** The share of the limit that must be free before a saturated proxy is ready again. Without it, readiness would flap. */
const FREE_SHARE_AFTER_SATURATION = 0.2;

/** Limits the number of concurrent requests. Requests above the limit are rejected before any work is done for them. */
@Injectable()
export class RequestLimiter {
  private readonly limit: number;
  private active = 0;
  private saturated = false;

  constructor(@Inject(PROXY_OPTIONS) { maxConcurrency = Infinity }: ProxyOptions) {
    this.limit = maxConcurrency;
  }

  /** True from the first rejection until enough of the limit is free again. */
  get isSaturated(): boolean {
    return this.saturated;
  }

  /** Counts a request until its response is closed. Throws an ApiError (529) if the limit is reached. */
  acquire(response: ServerResponse): void {
    if (this.active >= this.limit) {
      this.saturated = true;
      throw new ApiError(529, 'overloaded_error', 'Proxy concurrency limit reached; retry later', {
        headers: { 'retry-after': '1' },
      });
    }
    this.active += 1;
    response.once('close', () => this.release());
  }

  private release(): void {
    this.active -= 1;
    if (this.active <= this.limit * (1 - FREE_SHARE_AFTER_SATURATION)) this.saturated = false;
  }
}
