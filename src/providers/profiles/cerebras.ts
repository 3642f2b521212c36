import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';

/** Cerebras. */
export const cerebras = defineProfile({
  name: 'cerebras',
  matches: matchDomains('api.cerebras.ai'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  media: { files: false },
  tools: { forcedChoices: [], allowedWithResponseFormat: false },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    efforts: resolveEfforts(model, [/glm/i, ['none']]),
  }),
});
