import type { Dialect } from './dialect.js';
import { standard } from './standard.js';

/** Describes a provider by what it does differently from the standard. */
export function defineDialect<const Name extends string>(
  diff: Partial<Dialect> & { readonly name: Name },
): Dialect & { readonly name: Name } {
  return { ...standard, ...diff };
}
