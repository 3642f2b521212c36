import { effortRanking } from '../../providers/efforts.js';
import type { ModelFeatures, ProviderProfile } from '../../providers/provider-profile.js';
import { validateEntries, validateSettings } from './entry-validation.js';
import type { Checked } from './entry-validation.js';
import { ModelSettings } from './model-settings.js';

/** Settings for the models of a provider whose names match the pattern. */
export interface ModelEntry {
  readonly pattern: string;
  readonly settings: ModelSettings;
}

/** Reads and checks the `models` of the routes file, or of one upstream in it. */
export function parseModelEntries(path: string, models: unknown): Required<Checked<readonly ModelEntry[]>> {
  return validateEntries(path, models, 'names of models', (pattern, content) => {
    const { value: settings, problems } = validateSettings(new ModelSettings(), `${path}.${pattern}`, content);
    return { value: { pattern, settings }, problems };
  });
}

const systemTurns = { inline: 'inline', user: 'wrapped', merge: 'merged', reject: 'rejected' } as const;

/** Applies what the routes file says of a model to the dialect in which it is asked. */
export function applyConfiguredOverrides(profile: ProviderProfile, settings: ModelSettings): ProviderProfile {
  const { thinkTags, explicitCache, reasoningReplay, images, documents } = settings;
  const features = resolveConfiguredFeatures(settings);
  return {
    ...profile,
    ...(settings.systemTurns && { systemTurns: systemTurns[settings.systemTurns] }),
    ...(thinkTags && { thinkTags }),
    ...(reasoningReplay && { reasoningReplay }),
    ...(explicitCache !== undefined && { cacheControl: explicitCache ? resolveCacheControl(profile) : 'none' }),
    media: {
      ...profile.media,
      ...(images === false && { images: 'none' }),
      ...(documents === false && { files: false }),
    },
    modelFeatures: (model) => ({ ...profile.modelFeatures(model), ...features }),
  };
}

/** Providers that take Anthropic's own marks are sent these, all others OpenAI's. */
function resolveCacheControl({ cacheControl }: ProviderProfile): ProviderProfile['cacheControl'] {
  return cacheControl === 'none' ? 'breakpoints' : cacheControl;
}

function resolveConfiguredFeatures({ efforts }: ModelSettings): Partial<ModelFeatures> {
  return efforts ? { efforts: effortRanking.filter((effort) => efforts.includes(effort)) } : {};
}
