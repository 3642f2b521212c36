import { standard } from './profiles/standard.js';
import type { MediaSupport, ProviderProfile, ToolSupport } from './provider-profile.js';

type ProfileChanges = Partial<Omit<ProviderProfile, 'media' | 'tools'>> & {
  readonly media?: Partial<MediaSupport>;
  readonly tools?: Partial<ToolSupport>;
};

/** Defines a provider's profile by its differences from the standard profile. */
export function defineProfile<const Name extends string>(
  changes: ProfileChanges & { readonly name: Name },
): ProviderProfile & { readonly name: Name } {
  return {
    ...standard,
    ...changes,
    media: { ...standard.media, ...changes.media },
    tools: { ...standard.tools, ...changes.tools },
  };
}
