import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

const plainModels = /grok-(?:2|3(?!-mini))/i;

/** xAI's Grok. */
export const xai = defineDialect({
  name: 'xai',
  matches: onDomains('x.ai'),
  media: { files: false },
  tools: { strict: false },
  modelTraits: (model) => ({
    ...plainTraits,
    tokenLimitField: 'max_completion_tokens',
    // Models that reason refuse stop sequences.
    maxStops: plainModels.test(model) ? 4 : 0,
    efforts: toEfforts(
      model,
      [/grok-3-mini/i, ['low', 'high']],
      [/grok-4\.3/i, ['none', 'low', 'medium', 'high']],
      [/grok-4\.[5-9]/i, ['low', 'medium', 'high']],
    ),
  }),
});
