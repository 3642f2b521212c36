import type { EffortLimit } from '../../conversion/request/with-effort-limit.js';

/** One place to which a request can go. */
export interface TargetOptions {
  /** An upstream's name. */
  readonly upstream: string;
  /** The model to ask there, or `@big`, `@small`, `@same`; absent: what the model map says. */
  readonly model?: string;
}

/** Where requests go that ask for a model whose name matches the pattern. */
export interface RouteOptions {
  readonly pattern: string;
  /** The first is where they go; the others are asked, in order, when it is overloaded, too slow or too small. */
  readonly targets: readonly [TargetOptions, ...TargetOptions[]];
  readonly maxOutputTokens?: number;
  readonly maxEffort?: EffortLimit;
}
