import type { Dialect, ModelTraits } from '../../dialects/dialect.js';
import type { ModelQuirks } from './model-quirks.js';

/** Applies what was learned of a model to the dialect in which it is asked. */
export function withQuirks(dialect: Dialect, quirks: ModelQuirks): Dialect {
  const { refusedFields = [], takesStrictTools, takesImages, takesFiles, streamsOnly } = quirks;
  const { cacheControl, reasoningReplay } = quirks;
  const traits = toLearnedTraits(quirks);
  return {
    ...dialect,
    refusedFields: [...dialect.refusedFields, ...refusedFields],
    media: {
      ...dialect.media,
      ...(takesImages === false && { images: 'none' }),
      ...(takesFiles === false && { files: false }),
    },
    ...(cacheControl && { cacheControl }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(streamsOnly && { streamsOnly: () => true }),
    ...(takesStrictTools === false && { tools: { ...dialect.tools, strict: false } }),
    modelTraits: (model) => ({ ...dialect.modelTraits(model), ...traits }),
  };
}

function toLearnedTraits({ tokenLimitField, efforts, responseFormat }: ModelQuirks): Partial<ModelTraits> {
  return {
    ...(tokenLimitField && { tokenLimitField }),
    ...(efforts && { efforts }),
    ...(responseFormat && { responseFormat }),
  };
}
