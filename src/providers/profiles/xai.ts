import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';
import { preferApiByPath } from '../upstream-api-choice.js';

const plainModels = /grok-(?:2|3(?!-mini))/i;
const reasoningModels = /grok-(?:3-mini|[4-9]|code)(?!.*non-reasoning)/i;

/** xAI (Grok). */
export const xai = defineProfile({
  name: 'xai',
  matches: matchDomains('x.ai'),
  // xAI's Chat Completions API discards reasoning.
  preferredApi: (baseUrl, model) => (reasoningModels.test(model) ? 'responses' : preferApiByPath(baseUrl)),
  media: { files: false },
  tools: { strict: false },
  usage: { promptExcludesCache: true, outputExcludesThinking: false },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    // Models that reason reject stop sequences.
    maxStops: plainModels.test(model) ? 4 : 0,
    efforts: resolveEfforts(
      model,
      [/grok-3-mini/i, ['low', 'high']],
      [/grok-4\.3/i, ['none', 'low', 'medium', 'high']],
      [/grok-4\.[5-9]/i, ['low', 'medium', 'high']],
    ),
  }),
});
