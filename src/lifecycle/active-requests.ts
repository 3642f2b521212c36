import { Injectable } from '@nestjs/common';
import { type Indexed, IndexedSet } from '../common/indexed-set.js';

export interface ActiveRequest extends Indexed {
  fail(error: unknown): void;
}

/** The Messages requests in progress: a shutdown waits for them, and ends those that take too long. */
@Injectable()
export class ActiveRequests {
  private readonly requests = new IndexedSet<ActiveRequest>();
  private waiting: (() => void)[] = [];

  get count(): number {
    return this.requests.size;
  }

  add(request: ActiveRequest): void {
    this.requests.add(request);
  }

  delete(request: ActiveRequest): void {
    this.requests.delete(request);
    if (this.requests.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when no request is in progress. */
  async waitUntilEmpty(): Promise<void> {
    if (this.requests.size > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  failAll(error: unknown): void {
    for (const request of this.requests.all()) request.fail(error);
  }
}
