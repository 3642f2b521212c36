import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { resolveEfforts } from '../efforts.js';
import { bearerMessagesFeatures } from '../messages-features.js';

// Other models reject an effort: "does not support thinking".
const thinkers = /^(?!.*(?:coder|instruct)).*(?:qwen3|deepseek-(?:r1|v3\.)|magistral|glm-4)/i;

/** Ollama. It accepts images as data only and ignores tool_choice, so a forced tool is sent as the only one. */
export const ollama = defineProfile({
  name: 'ollama',
  matches: matchHostNames('ollama'),
  rejectedFields: ['parallel_tool_calls'],
  reasoningReplay: 'reasoning',
  emptyContent: 'blank',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: ['required'], strict: false },
  messagesFeatures: bearerMessagesFeatures,
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: Infinity,
    efforts: resolveEfforts(model, [thinkers, ['none', 'low', 'medium', 'high']]),
  }),
  responsesFeatures: () => openModelResponsesFeatures,
});
