import type { ChatRequest } from '../protocol/openai/chat-request.js';

/** Tells vLLM and SGLang to go on with the last message when it is the assistant's, and to count while they stream. */
export function withContinuation(request: ChatRequest): ChatRequest {
  return {
    ...request,
    ...(request.stream_options && { stream_options: { ...request.stream_options, continuous_usage_stats: true } }),
    ...(request.messages.at(-1)?.role === 'assistant' && {
      continue_final_message: true,
      add_generation_prompt: false,
    }),
  };
}
