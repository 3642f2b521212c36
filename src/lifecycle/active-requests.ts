import { Injectable } from '@nestjs/common';
import { type Indexed, IndexedSet } from '../common/indexed-set.js';

export interface ActiveRequest extends Indexed {
  fail(error: unknown): void;
}

/** The proxied requests that are not over, so that a shutdown can wait for them and end those that take too long. */
@Injectable()
export class ActiveRequests {
  private readonly requests = new IndexedSet<ActiveRequest>();

  get count(): number {
    return this.requests.size;
  }

  add(request: ActiveRequest): void {
    this.requests.add(request);
  }

  delete(request: ActiveRequest): void {
    this.requests.delete(request);
  }

  failAll(error: unknown): void {
    for (const request of this.requests.all()) request.fail(error);
  }
}
