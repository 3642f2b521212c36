import type { ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';

/** The part of the limit that must be free again before more requests are asked for: else the next one is refused as well. */
const ROOM_AFTER_SATURATION = 0.2;

/** Bounds how many requests are served at a time: one more is refused before any work is done for it. */
@Injectable()
export class RequestLimiter {
  private readonly limit: number;
  private taken = 0;
  private saturated = false;

  constructor(@Inject(PROXY_OPTIONS) { maxConcurrency = Infinity }: ProxyOptions) {
    this.limit = maxConcurrency;
  }

  /** True from a refusal on, until a good part of the places is free again. */
  get isSaturated(): boolean {
    return this.saturated;
  }

  /** Takes a place until the reply is over for whatever reason, or throws ApiError 529. */
  enter(reply: ServerResponse): void {
    if (this.taken >= this.limit) {
      this.saturated = true;
      throw new ApiError(529, 'overloaded_error', 'This proxy serves as many requests as it may; try again shortly', {
        headers: { 'retry-after': '1' },
      });
    }
    this.taken += 1;
    reply.once('close', () => this.leave());
  }

  private leave(): void {
    this.taken -= 1;
    if (this.taken <= this.limit * (1 - ROOM_AFTER_SATURATION)) this.saturated = false;
  }
}
