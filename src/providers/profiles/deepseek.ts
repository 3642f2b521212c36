import type { ChatReasoningEffort, ChatRequest } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import type { ReasoningFields, ReasoningRequest } from '../provider-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../define-profile.js';

// The names before these say themselves whether they think unasked.
const switchable = /v[4-9]/i;
const thinksByName = /reasoner|r1/i;
// The first of them refuses its own reasoning.
const refusesReplay = /\br1\b/i;

const efforts: Partial<Record<ChatReasoningEffort, ChatReasoningEffort>> = {
  minimal: 'low',
  medium: 'high',
  xhigh: 'max',
};

/** DeepSeek's own API. Who the user is must not be said: it would part their prompt caches. */
export const deepseek = defineProfile({
  name: 'deepseek',
  matches: matchDomains('deepseek.com'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  reasoningReplay: 'required_reasoning_content',
  media: { files: false },
  tools: { strict: false },
  convertReasoning,
  refine: (request) => withoutRivals(refusesReplay.test(request.model) ? withoutReplay(request) : request),
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    maxStops: 16,
    efforts: switchable.test(model) ? ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] : [],
    responseFormat: 'json_object',
  }),
});

// An effort alone does not make a model think whose name says that it does not; an explicit wish does.
function convertReasoning({ isOff, effort, budgetTokens }: ReasoningRequest, model: string): ReasoningFields {
  if (thinksByName.test(model)) return {};
  if (isOff) return { thinking: { type: 'disabled' } };
  if (!switchable.test(model) && budgetTokens === undefined) return {};
  return { thinking: { type: 'enabled' }, ...(effort && { reasoning_effort: efforts[effort] ?? effort }) };
}

// "Thinking mode does not support this tool_choice". Thinking, on by default, gives way; where it cannot, the choice does.
function withoutRivals(request: ChatRequest): ChatRequest {
  const { tool_choice, reasoning_effort: _, ...rest } = request;
  const isForced = tool_choice === 'required' || typeof tool_choice === 'object';
  if (!isForced) return request;
  if (switchable.test(request.model) || request.thinking)
    return { ...rest, tool_choice, thinking: { type: 'disabled' } };
  return thinksByName.test(request.model) ? rest : request;
}

function withoutReplay(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) => {
    if (message.role !== 'assistant') return message;
    const { reasoning_content: _, ...rest } = message;
    return rest;
  });
  return { ...request, messages };
}
