import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../define-profile.js';
import { resolveEfforts } from '../efforts.js';

// The others that think cannot stop it.
const switchable = /kimi-k2\.[56]/i;

/** Moonshot AI's Kimi. Its models think by default, and then take no forced call. */
export const moonshot = defineProfile({
  name: 'moonshot',
  matches: matchDomains('api.moonshot.ai', 'api.moonshot.cn'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  reasoningReplay: 'required_reasoning_content',
  // An empty text counts as missing.
  reasoningPlaceholder: ' ',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: [], strict: false },
  convertReasoning: ({ isOff, effort }, model) => {
    if (switchable.test(model)) return { thinking: { type: isOff ? 'disabled' : 'enabled' } };
    return effort ? { reasoning_effort: effort } : {};
  },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    // Kimi's sampling is fixed.
    acceptsSampling: !/kimi/i.test(model),
    maxStops: 5,
    efforts: resolveEfforts(model, [/kimi-k[3-9]/i, ['low', 'high', 'max']]),
    responseFormat: 'json_object',
  }),
});
