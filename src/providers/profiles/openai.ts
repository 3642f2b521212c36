import { defineProfile } from '../define-profile.js';
import { resolveOpenAiModelFeatures } from '../model-features.js';

/** OpenAI's public API. */
export const openai = defineProfile({
  name: 'openai',
  matches: ({ hostname }) => hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com'),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  maxToolCallIdLength: 40,
  modelFeatures: (model) => ({ ...resolveOpenAiModelFeatures(model), tokenLimitField: 'max_completion_tokens' }),
});
