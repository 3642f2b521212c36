import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { resolveEfforts } from '../efforts.js';

/** llama.cpp's server. */
export const llamacpp = defineProfile({
  name: 'llamacpp',
  matches: matchHostNames('llamacpp', 'llama-cpp', 'llama-server'),
  rejectedFields: [],
  reasoningReplay: 'reasoning_content',
  prefill: 'supported',
  media: { images: 'inline', files: false, inToolMessages: true },
  tools: {
    forcedChoices: ['required'],
    strict: false,
    schema: { closedObjects: true, wholePatterns: true, emptyPropertiesForbidAny: true },
  },
  convertReasoning: ({ isOff, effort, budgetTokens }, model) =>
    /gpt-oss/i.test(model)
      ? { ...(effort && { chat_template_kwargs: { reasoning_effort: effort } }) }
      : {
          chat_template_kwargs: { enable_thinking: !isOff },
          ...(budgetTokens !== undefined && { thinking_budget_tokens: budgetTokens }),
        },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: Infinity,
    efforts: resolveEfforts(model),
  }),
  responsesFeatures: () => openModelResponsesFeatures,
});
