import type { ChatReasoning } from '../protocol/openai/chat-request.js';
import { defineDialect } from './define-dialect.js';
import type { ReasoningWish } from './dialect.js';
import { onDomains } from './on-domains.js';
import { toOpenAiModelTraits } from './to-open-ai-model-traits.js';

// Of many others it says "Reasoning is mandatory for this endpoint and cannot be disabled" (claude-code-router#1238).
const switchable = /^(?:anthropic\/|qwen\/qwen3(?!.*thinking)|z-ai\/glm|deepseek\/deepseek-(?:chat-)?v)/i;

/** OpenRouter, which puts requests into the ways of each model's own provider. */
export const openrouter = defineDialect({
  name: 'openrouter',
  matches: onDomains('openrouter.ai'),
  systemTurns: 'inline',
  sendsOpenAiFields: true,
  cacheControl: 'copied',
  refusedFields: ['service_tier'],
  maxToolCallIdLength: 40,
  reasoningReplay: 'reasoning_details',
  prefill: 'taken',
  toReasoning: (wish, model) => ({ reasoning: toReasoning(wish, model) }),
  refine: (request) => ({ ...request, usage: { include: true } }),
  modelTraits: (model) => ({
    ...toOpenAiModelTraits(model),
    tokenLimitField: 'max_tokens',
    efforts: ['minimal', 'low', 'medium', 'high', 'xhigh'],
    effortWithTools: 'any',
  }),
});

function toReasoning({ isOff, effort, budgetTokens }: ReasoningWish, model: string): ChatReasoning {
  if (isOff) return switchable.test(model) ? { enabled: false } : { exclude: true };
  if (budgetTokens !== undefined) return { max_tokens: budgetTokens };
  return effort ? { effort } : { enabled: true };
}
