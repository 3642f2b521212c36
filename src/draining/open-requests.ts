import { Injectable } from '@nestjs/common';

export interface OpenRequest {
  /** Where it is in the list of those that are open. */
  place: number;
  fail(error: unknown): void;
}

/** The proxied requests that are not over, so that a shutdown can wait for them and end those that take too long. */
@Injectable()
export class OpenRequests {
  // A Set would do the same, but the tables that V8 leaves behind as a Set changes keep alive what was in them: every
  // request would survive to the old generation of the heap.
  private readonly requests: OpenRequest[] = [];

  get count(): number {
    return this.requests.length;
  }

  add(request: OpenRequest): void {
    request.place = this.requests.push(request) - 1;
  }

  /** To be called once for each: the last one takes its place. */
  delete(request: OpenRequest): void {
    const last = this.requests.pop();
    if (!last || last === request) return;
    last.place = request.place;
    this.requests[request.place] = last;
  }

  failAll(error: unknown): void {
    for (const request of [...this.requests]) request.fail(error);
  }
}
