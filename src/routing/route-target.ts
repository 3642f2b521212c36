import type { RouteOptions } from '../config/routes/route-entries.js';
import type { Upstream } from '../upstream/upstream.js';
import type { CircuitBreaker } from './circuit-breaker.js';

/** A place to which a request can go. */
export interface RouteTarget {
  readonly upstream: Upstream;
  /** The model to ask there. */
  readonly model: string;
  readonly breaker: CircuitBreaker;
  /** The route that leads there; undefined where none does. */
  readonly route: RouteOptions | undefined;
}
