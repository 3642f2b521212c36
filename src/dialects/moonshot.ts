import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

// The others that think cannot stop it.
const switchable = /kimi-k2\.[56]/i;

/** Moonshot AI's Kimi. Its models think by default, and then take no forced call. */
export const moonshot = defineDialect({
  name: 'moonshot',
  matches: onDomains('api.moonshot.ai', 'api.moonshot.cn'),
  refusedFields: ['top_k', 'parallel_tool_calls'],
  reasoningReplay: 'required_reasoning_content',
  // An empty text counts as missing.
  reasoningPlaceholder: ' ',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: [], strict: false },
  toReasoning: ({ isOff, effort }, model) => {
    if (switchable.test(model)) return { thinking: { type: isOff ? 'disabled' : 'enabled' } };
    return effort ? { reasoning_effort: effort } : {};
  },
  modelTraits: (model) => ({
    ...plainTraits,
    tokenLimitField: 'max_completion_tokens',
    // Kimi's sampling is fixed.
    takesSampling: !/kimi/i.test(model),
    maxStops: 5,
    efforts: toEfforts(model, [/kimi-k[3-9]/i, ['low', 'high', 'max']]),
    responseFormat: 'json_object',
  }),
});
