import { Injectable } from '@nestjs/common';

interface OpenRequest {
  fail(error: unknown): void;
}

/** The proxied requests that are not over, so that a shutdown can wait for them and end those that take too long. */
@Injectable()
export class OpenRequests {
  private readonly requests = new Set<OpenRequest>();

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
    for (const request of this.requests) request.fail(error);
  }
}
