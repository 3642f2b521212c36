import { ApiError } from '../errors/api-error.js';

/** Limits the concurrent requests to an upstream. */
export class ConcurrencyLimiter {
  private active = 0;

  constructor(private readonly limit = Infinity) {}

  get isFull(): boolean {
    return this.active >= this.limit;
  }

  /** Throws ApiError when the limit is reached. */
  acquire(): void {
    if (this.isFull) throw ApiError.overloaded(`Upstream concurrency limit reached (${this.limit}); retry later`);
    this.active += 1;
  }

  release(): void {
    this.active -= 1;
  }
}
