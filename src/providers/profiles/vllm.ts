import { defineProfile } from '../define-profile.js';
import { matchHostNames } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { resolveEfforts } from '../efforts.js';
import { convertTemplateReasoning } from '../chat-template.js';
import { addContinuation } from '../chat-template.js';
import { bearerMessagesFeatures } from '../messages-features.js';

/** vLLM. */
export const vllm = defineProfile({
  name: 'vllm',
  matches: matchHostNames('vllm'),
  rejectedFields: [],
  reasoningReplay: 'reasoning',
  prefill: 'supported',
  media: { files: false, inToolMessages: true },
  tools: { strict: false, schema: { closedObjects: false } },
  convertReasoning: convertTemplateReasoning,
  refine: addContinuation,
  messagesFeatures: bearerMessagesFeatures,
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: Infinity,
    efforts: resolveEfforts(model),
  }),
  responsesFeatures: () => openModelResponsesFeatures,
});
