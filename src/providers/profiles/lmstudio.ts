import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';

/** LM Studio. "Invalid tool_choice type: 'object'" (lmstudio-bug-tracker#670) */
export const lmstudio = defineProfile({
  name: 'lmstudio',
  matches: matchHostNames('lmstudio', 'lm-studio'),
  rejectedFields: ['parallel_tool_calls'],
  media: { images: 'inline', files: false },
  tools: { forcedChoices: ['required'], strict: false, schema: { closedObjects: true, wholePatterns: true } },
  modelFeatures: () => ({ ...defaultModelFeatures, maxStops: Infinity }),
  responsesFeatures: () => openModelResponsesFeatures,
});
