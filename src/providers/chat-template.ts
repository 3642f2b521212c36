import type { ChatRequest } from '../protocol/openai/chat-request.js';
import type { ReasoningFields, ReasoningRequest } from './provider-profile.js';

// The template of gpt-oss has effort levels. Mistral's tokenizer accepts no template variables and rejects the request.
const withLevels = /gpt-oss/i;
const withoutVariables = /mistral|ministral|mixtral|magistral|devstral|codestral|pixtral|voxtral/i;

/** Switches reasoning on or off in the chat template of an open model: Qwen and GLM use one variable, DeepSeek another. */
export function convertTemplateReasoning({ isOff, effort }: ReasoningRequest, model: string): ReasoningFields {
  if (withLevels.test(model)) return effort ? { reasoning_effort: effort } : {};
  if (withoutVariables.test(model)) return {};
  return { chat_template_kwargs: { enable_thinking: !isOff, thinking: !isOff } };
}

/** Makes vLLM and SGLang continue a final assistant message, and report the usage while they stream. */
export function addContinuation(request: ChatRequest): ChatRequest {
  return {
    ...request,
    ...(request.stream_options && { stream_options: { ...request.stream_options, continuous_usage_stats: true } }),
    ...(request.messages.at(-1)?.role === 'assistant' && {
      continue_final_message: true,
      add_generation_prompt: false,
    }),
  };
}
