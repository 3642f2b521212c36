import { getHeapStatistics } from 'node:v8';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import type { HeldMemory, MemoryLease } from '../request-context/memory-lease.js';

/** The share of the heap that requests may hold. The rest is for the service itself and for the work on one body. */
const HEAP_SHARE = 0.5;
/** The share of the container's memory: buffers are outside of the heap. */
const CONTAINER_SHARE = 0.25;
/** Values above this (bytes) mean that the container's memory is not limited. */
const UNLIMITED = 2 ** 50;

/** Limits the memory that all requests of this process hold together, so that no number of clients exhausts the heap. */
@Injectable()
export class MemoryBudget {
  /** In bytes. */
  readonly limit: number;
  private held = 0;
  private refused = 0;

  constructor(@Inject(PROXY_OPTIONS) { workers = 1 }: Partial<ProxyOptions>) {
    const container = process.constrainedMemory();
    const containerLimit = container > 0 && container < UNLIMITED ? container : Infinity;
    this.limit = Math.floor(
      Math.min(getHeapStatistics().heap_size_limit * HEAP_SHARE, (containerLimit * CONTAINER_SHARE) / workers),
    );
  }

  /** The bytes that all requests hold at present. */
  get heldBytes(): number {
    return this.held;
  }

  /** The number of requests and responses that did not fit. */
  get refusals(): number {
    return this.refused;
  }

  open(): MemoryLease {
    return new Lease(this);
  }

  /** Returns false if the budget does not suffice; a negative number gives bytes back. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.held + bytes > this.limit) {
      this.refused += 1;
      return false;
    }
    this.held += bytes;
    return true;
  }
}

class Lease implements MemoryLease {
  private isReleased = false;
  private readonly held: Record<HeldMemory, number> = { request: 0, response: 0, content: 0, output: 0 };

  constructor(private readonly budget: MemoryBudget) {}

  hold(kind: HeldMemory, bytes: number): void {
    const more = bytes - this.held[kind];
    // A client can leave while its request waits for something else.
    if (more === 0 || this.isReleased) return;
    if (!this.budget.take(more)) throw kind === 'request' ? this.createRequestError(bytes) : responseError();
    this.held[kind] = bytes;
  }

  release(): void {
    if (this.isReleased) return;
    const { held } = this;
    this.budget.take(-(held.request + held.response + held.content + held.output));
    this.isReleased = true;
  }

  /** A body that exceeds the whole budget can never be served, so the client must not retry it. */
  private createRequestError(bytes: number): ApiError {
    if (bytes > this.budget.limit) {
      return ApiError.tooLarge('The request body is larger than the memory of this proxy allows');
    }
    return new ApiError(529, 'overloaded_error', 'The requests in progress use all memory of this proxy; retry later', {
      headers: { 'retry-after': '1' },
    });
  }
}

const responseError = (): ApiError =>
  ApiError.upstream('The response is larger than the memory of this proxy allows at present; retry later');
