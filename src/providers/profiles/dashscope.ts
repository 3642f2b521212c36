import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';

const hosts = /(?:^|\.)dashscope(?:-[a-z]+)*\.aliyuncs\.com$/;

// Models that always or never think. For all others, thinking can be switched.
const alwaysThinking = /thinking|qwq|qvq|-r1/i;
const neverThinking = /coder|instruct|-math|-mt-|qwen2/i;

// From 3.6 on, the models use the reasoning of all earlier turns; older ones only that of the last turn.
const preservingModels = /qwen(?:3\.[6-9]|[4-9])/i;

/** Alibaba Cloud's Model Studio (Qwen and others). */
export const dashscope = defineProfile({
  name: 'dashscope',
  matches: ({ hostname }) => hosts.test(hostname),
  cacheControl: 'copied',
  rejectedFields: [],
  reasoningReplay: 'reasoning_content',
  emptyContent: 'blank',
  media: { files: false },
  tools: { forcedChoices: ['named'], strict: false },
  convertReasoning: ({ isOff, budgetTokens }, model) => {
    if (neverThinking.test(model)) return {};
    const budget = budgetTokens === undefined || isOff ? {} : { thinking_budget: budgetTokens };
    return alwaysThinking.test(model) ? budget : { enable_thinking: !isOff, ...budget };
  },
  // Every model that can think rejects other requests: "parameter.enable_thinking must be set to false for non-streaming calls".
  streamsOnly: ({ enable_thinking }) => enable_thinking !== false,
  refine: (request) => resolveConflicts(preserveThinking(request)),
  modelFeatures: () => ({ ...defaultModelFeatures, maxStops: Infinity, responseFormat: 'json_object' }),
  responsesFeatures: () => openModelResponsesFeatures,
});

function preserveThinking(request: ChatRequest): ChatRequest {
  const hasReasoning = request.messages.some((message) => message.role === 'assistant' && message.reasoning_content);
  const isSupported = preservingModels.test(request.model) && request.enable_thinking !== false;
  return hasReasoning && isSupported ? { ...request, preserve_thinking: true } : request;
}

// A thinking model accepts neither a forced call nor a format (qwen-code#7659). Thinking is switched off if possible;
// otherwise, these are removed.
function resolveConflicts(request: ChatRequest): ChatRequest {
  const { tool_choice, response_format } = request;
  const isForced = typeof tool_choice === 'object';
  if (neverThinking.test(request.model) || !(isForced || response_format)) return request;
  return alwaysThinking.test(request.model) ? removeDemands(request) : disableThinking(request);
}

function disableThinking({
  thinking_budget: _budget,
  preserve_thinking: _preserve,
  ...rest
}: ChatRequest): ChatRequest {
  return { ...rest, enable_thinking: false };
}

function removeDemands({ tool_choice, response_format: _, ...rest }: ChatRequest): ChatRequest {
  return { ...rest, ...(tool_choice && typeof tool_choice === 'string' && { tool_choice }) };
}
