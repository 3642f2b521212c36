import type { ChatChunk, ChatChunkChoice } from '../../../protocol/openai/chat-chunk.js';
import type { ChatChoice, ChatCompletion } from '../../../protocol/openai/chat-completion.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseContext } from '../../shared/response-context.js';

/** Finds an error that the upstream reports inside a reply of status 200. */
export function findResponseError(
  response: ChatChunk | ChatCompletion,
  choice: ChatChunkChoice | ChatChoice | undefined,
  context: ResponseContext,
): ApiError | undefined {
  // xAI puts the code of the error beside its words, older vLLM all its fields beside `object`.
  const isWhole = (typeof response.error === 'string' && response.error !== '') || response.object === 'error';
  const error = isWhole ? response : response.error || response.x_groq?.error || choice?.error;
  return error ? context.classifyInBandError(error) : classifyFinishReason(choice?.finish_reason);
}

function classifyFinishReason(finishReason: string | null | undefined): ApiError | undefined {
  switch (finishReason) {
    case 'error':
    case 'abort':
      return ApiError.upstream(`The upstream broke off its answer (finish_reason "${finishReason}")`);
    case 'insufficient_system_resource':
      return ApiError.overloaded('The upstream ran out of resources and broke off its answer');
    default:
      return undefined;
  }
}
