import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

/** Together AI. */
export const together = defineDialect({
  name: 'together',
  matches: onDomains('api.together.xyz', 'api.together.ai'),
  refusedFields: ['parallel_tool_calls'],
  media: { files: false },
  tools: {
    strict: false,
  },
  modelTraits: (model) => ({ ...plainTraits, efforts: toEfforts(model) }),
});
