import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

// These write `<think>` into the text unless told to keep it apart, which they must beside functions.
const rawThinkers = /qwen-?3|deepseek-r1|qwq/i;

/** Groq. */
export const groq = defineDialect({
  name: 'groq',
  matches: onDomains('api.groq.com'),
  refusedFields: ['top_k'],
  media: { files: false },
  tools: { besideResponseFormat: false },
  refine: (request) => (rawThinkers.test(request.model) ? { ...request, reasoning_format: 'parsed' } : request),
  modelTraits: (model) => ({
    ...plainTraits,
    tokenLimitField: 'max_completion_tokens',
    efforts: toEfforts(model, [/qwen-?3/i, ['none']]),
    responseFormat: /gpt-oss|kimi-k2|llama-4/i.test(model) ? 'json_schema' : 'json_object',
  }),
});
