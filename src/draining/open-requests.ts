import { Injectable } from '@nestjs/common';
import { type Listed, OpenList } from './open-list.js';

export interface OpenRequest extends Listed {
  fail(error: unknown): void;
}

/** The proxied requests that are not over, so that a shutdown can wait for them and end those that take too long. */
@Injectable()
export class OpenRequests {
  private readonly requests = new OpenList<OpenRequest>();

  get count(): number {
    return this.requests.size;
  }

  add(request: OpenRequest): void {
    this.requests.add(request);
  }

  delete(request: OpenRequest): void {
    this.requests.delete(request);
  }

  failAll(error: unknown): void {
    for (const request of this.requests.all()) request.fail(error);
  }
}
