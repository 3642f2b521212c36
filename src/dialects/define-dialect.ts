import type { Dialect, MediaTraits, ToolTraits } from './dialect.js';
import { standard } from './standard.js';

type Difference = Partial<Omit<Dialect, 'media' | 'tools'>> & {
  readonly media?: Partial<MediaTraits>;
  readonly tools?: Partial<ToolTraits>;
};

/** Describes a provider by what it does differently from the standard. */
export function defineDialect<const Name extends string>(
  diff: Difference & { readonly name: Name },
): Dialect & { readonly name: Name } {
  return {
    ...standard,
    ...diff,
    media: { ...standard.media, ...diff.media },
    tools: { ...standard.tools, ...diff.tools },
  };
}
