import type { ModelFeatures, ProviderProfile } from './provider-profile.js';

/** What an upstream's refusals have taught about one of its models. Everything absent is as the dialect says. */
export interface LearnedOverrides {
  /** Fields of a chat request that the model is not sent any more. */
  readonly rejectedFields?: readonly string[];
  readonly tokenLimitField?: ModelFeatures['tokenLimitField'];
  readonly efforts?: ModelFeatures['efforts'];
  readonly responseFormat?: ModelFeatures['responseFormat'];
  readonly acceptsStrictTools?: false;
  readonly cacheControl?: ProviderProfile['cacheControl'];
  readonly reasoningReplay?: ProviderProfile['reasoningReplay'];
  readonly acceptsImages?: false;
  readonly acceptsFiles?: false;
  /** It answers as a stream only. */
  readonly streamsOnly?: true;
  /** The most output tokens that may be asked for. */
  readonly maxOutputTokens?: number;
}

/** What is known of a model of which nothing was learned. */
export const noOverrides: LearnedOverrides = {};

/** Adds what was learned later to what was known; the later word counts. */
export function mergeOverrides(known: LearnedOverrides, later: LearnedOverrides): LearnedOverrides {
  const rejectedFields = [...(known.rejectedFields ?? []), ...(later.rejectedFields ?? [])];
  return { ...known, ...later, ...(rejectedFields.length > 0 && { rejectedFields: [...new Set(rejectedFields)] }) };
}

/** Applies what was learned of a model to the dialect in which it is asked. */
export function applyLearnedOverrides(profile: ProviderProfile, overrides: LearnedOverrides): ProviderProfile {
  const { rejectedFields = [], acceptsStrictTools, acceptsImages, acceptsFiles, streamsOnly } = overrides;
  const { cacheControl, reasoningReplay } = overrides;
  const features = resolveLearnedFeatures(overrides);
  return {
    ...profile,
    rejectedFields: [...profile.rejectedFields, ...rejectedFields],
    media: {
      ...profile.media,
      ...(acceptsImages === false && { images: 'none' }),
      ...(acceptsFiles === false && { files: false }),
    },
    ...(cacheControl && { cacheControl }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(streamsOnly && { streamsOnly: () => true }),
    ...(acceptsStrictTools === false && { tools: { ...profile.tools, strict: false } }),
    modelFeatures: (model) => ({ ...profile.modelFeatures(model), ...features }),
  };
}

function resolveLearnedFeatures({
  tokenLimitField,
  efforts,
  responseFormat,
}: LearnedOverrides): Partial<ModelFeatures> {
  return {
    ...(tokenLimitField && { tokenLimitField }),
    ...(efforts && { efforts }),
    ...(responseFormat && { responseFormat }),
  };
}
