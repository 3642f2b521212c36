import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

/** Cerebras. */
export const cerebras = defineDialect({
  name: 'cerebras',
  matches: onDomains('api.cerebras.ai'),
  refusedFields: ['top_k', 'parallel_tool_calls'],
  media: { files: false },
  tools: { forcedChoices: [], besideResponseFormat: false },
  modelTraits: (model) => ({
    ...plainTraits,
    tokenLimitField: 'max_completion_tokens',
    efforts: toEfforts(model, [/glm/i, ['none']]),
  }),
});
