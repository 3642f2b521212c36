import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { defaultModelFeatures } from '../define-profile.js';
import { resolveEfforts } from '../efforts.js';

// A model that cannot think refuses the request: "does not support thinking".
const thinkers = /^(?!.*(?:coder|instruct)).*(?:qwen3|deepseek-(?:r1|v3\.)|magistral|glm-4)/i;

/** Ollama. Images come as data only; a choice of functions is not read, so that one forced is offered alone. */
export const ollama = defineProfile({
  name: 'ollama',
  matches: matchHostNames('ollama'),
  rejectedFields: ['parallel_tool_calls'],
  reasoningReplay: 'reasoning',
  emptyContent: 'blank',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: ['required'], strict: false },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: Infinity,
    efforts: resolveEfforts(model, [thinkers, ['none', 'low', 'medium', 'high']]),
  }),
});
