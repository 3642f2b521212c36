import type { ChatRequest } from '../protocol/openai/chat-request.js';
import type { ReasoningFields, ReasoningRequest } from './provider-profile.js';

// Its template has levels; Mistral's tokenizer takes no variables at all and refuses the request.
const leveled = /gpt-oss/i;
const withoutVariables = /mistral|ministral|mixtral|magistral|devstral|codestral|pixtral|voxtral/i;

/** Switches reasoning on or off in the chat template of an open model: Qwen and GLM read one name, DeepSeek another. */
export function convertTemplateReasoning({ isOff, effort }: ReasoningRequest, model: string): ReasoningFields {
  if (leveled.test(model)) return effort ? { reasoning_effort: effort } : {};
  if (withoutVariables.test(model)) return {};
  return { chat_template_kwargs: { enable_thinking: !isOff, thinking: !isOff } };
}

/** Tells vLLM and SGLang to go on with the last message when it is the assistant's, and to count while they stream. */
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
