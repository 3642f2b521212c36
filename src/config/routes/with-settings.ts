import { effortRanking } from '../../conversion/request/effort-ranking.js';
import type { Dialect, ModelTraits } from '../../dialects/dialect.js';
import type { ModelSettings } from './model-settings.js';

const systemTurns = { inline: 'inline', user: 'wrapped', merge: 'merged', reject: 'rejected' } as const;

/** Applies what the routes file says of a model to the dialect in which it is asked. */
export function withSettings(dialect: Dialect, settings: ModelSettings): Dialect {
  const { thinkTags, explicitCache, reasoningReplay, images, documents } = settings;
  const traits = toTraits(settings);
  return {
    ...dialect,
    ...(settings.systemTurns && { systemTurns: systemTurns[settings.systemTurns] }),
    ...(thinkTags && { thinkTags }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(explicitCache !== undefined && { cacheControl: explicitCache ? toMarks(dialect) : 'none' }),
    media: {
      ...dialect.media,
      ...(images === false && { images: 'none' }),
      ...(documents === false && { files: false }),
    },
    modelTraits: (model) => ({ ...dialect.modelTraits(model), ...traits }),
  };
}

/** Providers that take Anthropic's own marks are sent these, all others OpenAI's. */
function toMarks({ cacheControl }: Dialect): Dialect['cacheControl'] {
  return cacheControl === 'none' ? 'breakpoints' : cacheControl;
}

function toTraits({ efforts }: ModelSettings): Partial<ModelTraits> {
  return efforts ? { efforts: effortRanking.filter((effort) => efforts.includes(effort)) } : {};
}
