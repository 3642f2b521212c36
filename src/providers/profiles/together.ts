import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';

/** Together AI. */
export const together = defineProfile({
  name: 'together',
  matches: matchDomains('api.together.xyz', 'api.together.ai'),
  rejectedFields: ['parallel_tool_calls'],
  media: { files: false },
  tools: {
    strict: false,
  },
  modelFeatures: (model) => ({ ...defaultModelFeatures, efforts: resolveEfforts(model) }),
});
