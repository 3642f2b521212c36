import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import { defaultModelFeatures } from '../define-profile.js';

const hosts = /(?:^|\.)dashscope(?:-[a-z]+)*\.aliyuncs\.com$/;

// These always think, those never; all others can be told.
const alwaysThinking = /thinking|qwq|qvq|-r1/i;
const neverThinking = /coder|instruct|-math|-mt-|qwen2/i;

// Those from 3.6 on are trained to read the reasoning of all earlier turns; else only that of the last one is read.
const remembering = /qwen(?:3\.[6-9]|[4-9])/i;

/** Alibaba Cloud's Model Studio: Qwen and others. */
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
  // "parameter.enable_thinking must be set to false for non-streaming calls": so says every model that may think.
  streamsOnly: ({ enable_thinking }) => enable_thinking !== false,
  refine: (request) => withoutRivals(withMemory(request)),
  modelFeatures: () => ({ ...defaultModelFeatures, maxStops: Infinity, responseFormat: 'json_object' }),
});

function withMemory(request: ChatRequest): ChatRequest {
  const hasReasoning = request.messages.some((message) => message.role === 'assistant' && message.reasoning_content);
  const isRead = remembering.test(request.model) && request.enable_thinking !== false;
  return hasReasoning && isRead ? { ...request, preserve_thinking: true } : request;
}

// A model that thinks takes neither a forced call nor a format (qwen-code#7659). Thinking gives way, or else they do.
function withoutRivals(request: ChatRequest): ChatRequest {
  const { tool_choice, response_format } = request;
  const isForced = typeof tool_choice === 'object';
  if (neverThinking.test(request.model) || !(isForced || response_format)) return request;
  return alwaysThinking.test(request.model) ? withoutDemands(request) : withoutThinking(request);
}

function withoutThinking({
  thinking_budget: _budget,
  preserve_thinking: _preserve,
  ...rest
}: ChatRequest): ChatRequest {
  return { ...rest, enable_thinking: false };
}

function withoutDemands({ tool_choice, response_format: _, ...rest }: ChatRequest): ChatRequest {
  return { ...rest, ...(tool_choice && typeof tool_choice === 'string' && { tool_choice }) };
}
