/** Injection token of the upstream's Dialect. */
export const UPSTREAM_DIALECT = Symbol('UPSTREAM_DIALECT');
