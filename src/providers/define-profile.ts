import { standard } from './profiles/standard.js';
import type { MediaSupport, ModelFeatures, ProviderProfile, ToolSupport } from './provider-profile.js';

type Difference = Partial<Omit<ProviderProfile, 'media' | 'tools'>> & {
  readonly media?: Partial<MediaSupport>;
  readonly tools?: Partial<ToolSupport>;
};

/** Describes a provider by what it does differently from the standard. */
export function defineProfile<const Name extends string>(
  diff: Difference & { readonly name: Name },
): ProviderProfile & { readonly name: Name } {
  return {
    ...standard,
    ...diff,
    media: { ...standard.media, ...diff.media },
    tools: { ...standard.tools, ...diff.tools },
  };
}

/** A model that does not reason, and of which nothing else is known. */
export const defaultModelFeatures: ModelFeatures = {
  tokenLimitField: 'max_tokens',
  acceptsSampling: true,
  maxStops: 4,
  efforts: [],
  effortWithTools: 'any',
  responseFormat: 'json_schema',
};
