import type { RequestHead } from './request-head.js';

/** A typed value that a platform's guards, interceptors and observers share for one request. */
export class ContextKey<Value> {
  private readonly values = new WeakMap<RequestHead, Value>();

  get(head: RequestHead): Value | undefined {
    return this.values.get(head);
  }

  set(head: RequestHead, value: Value): void {
    this.values.set(head, value);
  }
}
