import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { resolveEfforts } from '../efforts.js';

// These models put `<think>` in the text by default, which Groq rejects in requests with tools.
const rawThinkers = /qwen-?3|deepseek-r1|qwq/i;

/** Groq. */
export const groq = defineProfile({
  name: 'groq',
  matches: matchDomains('api.groq.com'),
  rejectedFields: ['top_k'],
  media: { files: false },
  tools: { allowedWithResponseFormat: false },
  refine: (request) => (rawThinkers.test(request.model) ? { ...request, reasoning_format: 'parsed' } : request),
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    efforts: resolveEfforts(model, [/qwen-?3/i, ['none']]),
    responseFormat: /gpt-oss|kimi-k2|llama-4/i.test(model) ? 'json_schema' : 'json_object',
  }),
  responsesFeatures: () => ({
    ...openModelResponsesFeatures,
    rejectedFields: ['store', 'include', 'safety_identifier', 'prompt_cache_key'],
  }),
});
