import type { RouteOptions } from '../config/routes/route-options.js';
import type { Upstream } from '../upstream/upstream.js';
import type { Breaker } from './breaker.js';

/** A place to which a request can go. */
export interface Target {
  readonly upstream: Upstream;
  /** The model to ask there. */
  readonly model: string;
  readonly breaker: Breaker;
  /** The route that leads there; undefined where none does. */
  readonly route: RouteOptions | undefined;
}
