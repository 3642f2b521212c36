import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { resolveEfforts } from '../efforts.js';
import { bearerMessagesFeatures } from '../messages-features.js';

// For all other models that think, thinking cannot be switched off.
const switchable = /kimi-k2\.[56]/i;

/** Moonshot AI (Kimi). Its models think by default and then accept no forced tool call. */
export const moonshot = defineProfile({
  name: 'moonshot',
  matches: matchDomains('api.moonshot.ai', 'api.moonshot.cn'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  reasoningReplay: 'required_reasoning_content',
  // An empty string counts as missing.
  reasoningPlaceholder: ' ',
  media: { images: 'inline', files: false },
  tools: { forcedChoices: [], strict: false, schema: { closedObjects: true, typesInBranches: true } },
  convertReasoning: ({ isOff, effort }, model) => {
    if (switchable.test(model)) return { thinking: { type: isOff ? 'disabled' : 'enabled' } };
    return effort ? { reasoning_effort: effort } : {};
  },
  messagesFeatures: bearerMessagesFeatures,
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    tokenLimitField: 'max_completion_tokens',
    // Kimi models use fixed sampling parameters.
    acceptsSampling: !/kimi/i.test(model),
    maxStops: 5,
    efforts: resolveEfforts(model, [/kimi-k[3-9]/i, ['low', 'high', 'max']]),
    responseFormat: 'json_object',
  }),
  responsesFeatures: () => openModelResponsesFeatures,
});
