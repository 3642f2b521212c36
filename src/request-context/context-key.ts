import type { RequestContext } from './request-context.js';

/** A value that a platform's guards, interceptors and observers hand to each other along with a request. */
export class ContextKey<Value> {
  private readonly values = new WeakMap<RequestContext, Value>();

  get(context: RequestContext): Value | undefined {
    return this.values.get(context);
  }

  set(context: RequestContext, value: Value): void {
    this.values.set(context, value);
  }
}
