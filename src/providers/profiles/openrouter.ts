import type { ChatReasoning } from '../../protocol/openai/chat-request.js';
import { defineProfile } from '../define-profile.js';
import type { ReasoningRequest } from '../provider-profile.js';
import { matchDomains } from '../url-matching.js';
import { resolveOpenAiModelFeatures } from '../model-features.js';
import { resolveOpenAiResponsesFeatures, standardResponsesFeatures } from '../responses-features.js';
import { bearerMessagesFeatures } from '../messages-features.js';

// Many other models reject it: "Reasoning is mandatory for this endpoint and cannot be disabled" (claude-code-router#1238).
const switchable = /^(?:anthropic\/|qwen\/qwen3(?!.*thinking)|z-ai\/glm|deepseek\/deepseek-(?:chat-)?v)/i;

/** OpenRouter. It adapts requests to each model's provider itself. */
export const openrouter = defineProfile({
  name: 'openrouter',
  matches: matchDomains('openrouter.ai'),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  cacheControl: 'copied',
  rejectedFields: ['service_tier'],
  maxToolCallIdLength: 40,
  reasoningReplay: 'reasoning_details',
  prefill: 'supported',
  convertReasoning: (requested, model) => ({ reasoning: convertReasoning(requested, model) }),
  refine: (request) => ({ ...request, usage: { include: true } }),
  messagesFeatures: bearerMessagesFeatures,
  modelFeatures: (model) => ({
    ...resolveOpenAiModelFeatures(model),
    tokenLimitField: 'max_tokens',
    efforts: ['minimal', 'low', 'medium', 'high', 'xhigh'],
    effortWithTools: 'any',
  }),
  responsesFeatures: (model) => {
    const { samplingWithoutReasoning, phase, effortItems } = resolveOpenAiResponsesFeatures(model);
    return { ...standardResponsesFeatures, samplingWithoutReasoning, phase, effortItems };
  },
});

function convertReasoning({ isOff, effort, budgetTokens }: ReasoningRequest, model: string): ChatReasoning {
  if (isOff) return switchable.test(model) ? { enabled: false } : { exclude: true };
  if (budgetTokens !== undefined) return { max_tokens: budgetTokens };
  return effort ? { effort } : { enabled: true };
}
