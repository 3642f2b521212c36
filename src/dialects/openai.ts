import { defineDialect } from './define-dialect.js';
import { toOpenAiModelTraits } from './to-open-ai-model-traits.js';

/** OpenAI's public API. */
export const openai = defineDialect({
  name: 'openai',
  matches: ({ hostname }) => hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com'),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  maxToolCallIdLength: 40,
  modelTraits: (model) => ({ ...toOpenAiModelTraits(model), tokenLimitField: 'max_completion_tokens' }),
});
