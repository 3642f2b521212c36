import type { MessagesFeatures, ModelFeatures, ProviderProfile, ResponsesFeatures } from './provider-profile.js';
import type { UpstreamApiName } from './upstream-api-choice.js';

/** What an upstream's rejections revealed about one of its models. An absent value leaves the profile's value. */
export interface LearnedOverrides {
  /** The API that serves the model. */
  readonly api?: UpstreamApiName;
  /** Fields of a chat request that are no longer sent to the model. */
  readonly rejectedFields?: readonly string[];
  readonly tokenLimitField?: ModelFeatures['tokenLimitField'];
  readonly efforts?: ModelFeatures['efforts'];
  readonly effortWithTools?: 'none';
  readonly responseFormat?: ModelFeatures['responseFormat'];
  readonly acceptsStrictTools?: false;
  readonly cacheControl?: ProviderProfile['cacheControl'];
  readonly reasoningReplay?: ProviderProfile['reasoningReplay'];
  readonly emptyContent?: 'blank';
  readonly acceptsImages?: false;
  readonly acceptsFiles?: false;
  /** The model supports streamed responses only. */
  readonly streamsOnly?: true;
  readonly responsesFeatures?: Partial<ResponsesFeatures>;
  readonly messagesFeatures?: Partial<MessagesFeatures>;
  /** The maximum number of output tokens to request. */
  readonly maxOutputTokens?: number;
}

export const noOverrides: LearnedOverrides = {};

/** Adds later overrides to earlier ones. A later value replaces an earlier one; rejected fields accumulate. */
export function mergeOverrides(earlier: LearnedOverrides, later: LearnedOverrides): LearnedOverrides {
  return {
    ...mergeFields(earlier, later),
    ...(earlier.responsesFeatures &&
      later.responsesFeatures && {
        responsesFeatures: mergeFields(earlier.responsesFeatures, later.responsesFeatures),
      }),
    ...(earlier.messagesFeatures &&
      later.messagesFeatures && { messagesFeatures: mergeFields(earlier.messagesFeatures, later.messagesFeatures) }),
  };
}

interface Rejections {
  readonly rejectedFields?: readonly string[];
  readonly rejectedBetas?: readonly string[];
}

function mergeFields<Overrides extends Rejections>(earlier: Overrides, later: Overrides): Overrides {
  const rejectedFields = new Set([...(earlier.rejectedFields ?? []), ...(later.rejectedFields ?? [])]);
  const rejectedBetas = new Set([...(earlier.rejectedBetas ?? []), ...(later.rejectedBetas ?? [])]);
  return {
    ...earlier,
    ...later,
    ...(rejectedFields.size > 0 && { rejectedFields: [...rejectedFields] }),
    ...(rejectedBetas.size > 0 && { rejectedBetas: [...rejectedBetas] }),
  };
}

/** Splits overrides into those of single fields, so that each can be confirmed on its own. */
export function splitOverrides({ rejectedFields = [], ...others }: LearnedOverrides): readonly LearnedOverrides[] {
  return [
    ...rejectedFields.map((field) => ({ rejectedFields: [field] })),
    ...Object.entries(others).map(([name, value]) => ({ [name]: value })),
  ];
}
