import { ApiError } from '../errors/api-error.js';

/** How many requests an upstream is sent at a time. */
export class ConcurrencyLimiter {
  private taken = 0;

  constructor(private readonly limit = Infinity) {}

  get isFull(): boolean {
    return this.taken >= this.limit;
  }

  /** Throws ApiError when all are taken. */
  acquire(): void {
    if (this.isFull)
      throw ApiError.overloaded('The upstream is being sent as many requests as it may be sent at a time');
    this.taken += 1;
  }

  release(): void {
    this.taken -= 1;
  }
}
