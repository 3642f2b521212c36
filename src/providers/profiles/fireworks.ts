import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';

/** Fireworks AI. */
export const fireworks = defineProfile({
  name: 'fireworks',
  matches: matchDomains('api.fireworks.ai'),
  rejectedFields: [],
  media: { files: false },
  tools: { strict: false, allowedWithResponseFormat: false },
  modelFeatures: (model) => ({ ...defaultModelFeatures, efforts: resolveEfforts(model) }),
});
