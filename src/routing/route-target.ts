import type { RouteOptions } from '../config/routes/route-entries.js';
import type { Upstream } from '../upstream/upstream.js';
import type { CircuitBreaker } from './circuit-breaker.js';

/** A model of an upstream that can serve a request. */
export interface RouteTarget {
  readonly upstream: Upstream;
  /** The name of the model at the upstream. */
  readonly model: string;
  readonly breaker: CircuitBreaker;
  /** The route that selected the target; undefined for models without a route. */
  readonly route: RouteOptions | undefined;
}
