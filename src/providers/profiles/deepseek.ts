import type { ChatReasoningEffort, ChatRequest } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import type { ReasoningFields, ReasoningRequest } from '../provider-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { openModelResponsesFeatures } from '../responses-features.js';
import { apiKeyMessagesFeatures } from '../messages-features.js';

// The names of earlier models state whether they think by default.
const switchable = /v[4-9]/i;
const thinksByName = /reasoner|r1/i;
// R1 rejects its own reasoning.
const rejectsReplay = /\br1\b/i;

const efforts: Partial<Record<ChatReasoningEffort, ChatReasoningEffort>> = {
  minimal: 'low',
  medium: 'high',
  xhigh: 'max',
};

/** DeepSeek's own API. No user id is sent, because it would separate the prompt caches of users. */
export const deepseek = defineProfile({
  name: 'deepseek',
  matches: matchDomains('deepseek.com'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  reasoningReplay: 'required_reasoning_content',
  media: { files: false },
  tools: { strict: false },
  convertReasoning,
  refine: (request) => resolveConflicts(rejectsReplay.test(request.model) ? removeReasoning(request) : request),
  messagesFeatures: apiKeyMessagesFeatures,
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: 16,
    efforts: switchable.test(model) ? ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] : [],
    responseFormat: 'json_object',
  }),
  responsesFeatures: () => openModelResponsesFeatures,
});

// An effort alone does not enable thinking in a model that does not think by default; an explicit request does.
function convertReasoning({ isOff, effort, budgetTokens }: ReasoningRequest, model: string): ReasoningFields {
  if (thinksByName.test(model)) return {};
  if (isOff) return { thinking: { type: 'disabled' } };
  if (!switchable.test(model) && budgetTokens === undefined) return {};
  return { thinking: { type: 'enabled' }, ...(effort && { reasoning_effort: efforts[effort] ?? effort }) };
}

// "Thinking mode does not support this tool_choice". Thinking, which is on by default, is switched off if possible;
// otherwise, the choice is removed.
function resolveConflicts(request: ChatRequest): ChatRequest {
  const { tool_choice, reasoning_effort: _, ...rest } = request;
  const isForced = tool_choice === 'required' || typeof tool_choice === 'object';
  if (!isForced) return request;
  if (switchable.test(request.model) || request.thinking)
    return { ...rest, tool_choice, thinking: { type: 'disabled' } };
  return thinksByName.test(request.model) ? rest : request;
}

function removeReasoning(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) => {
    if (message.role !== 'assistant') return message;
    const { reasoning_content: _, ...rest } = message;
    return rest;
  });
  return { ...request, messages };
}
