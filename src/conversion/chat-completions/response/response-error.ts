import type { ChatChunk, ChatChunkChoice } from '../../../protocol/openai/chat-completion.js';
import type { ChatCompletion } from '../../../protocol/openai/chat-completion.js';
import { ApiError } from '../../../errors/api-error.js';
import type { ResponseContext } from '../../shared/response-context.js';
import { parseFinishReason } from './finish-reason.js';

/** Finds an error that the upstream reports inside a response with status 200. */
export function findResponseError(
  response: ChatChunk | ChatCompletion,
  choice: ChatChunkChoice | undefined,
  context: ResponseContext,
): ApiError | undefined {
  // xAI sends `error` as text next to a code, older vLLM all fields of the error next to `object`.
  const isWhole = (typeof response.error === 'string' && response.error !== '') || response.object === 'error';
  const error = isWhole ? response : response.error || response.x_groq?.error || choice?.error;
  return error ? context.classifyInBandError(error) : classifyFinishReason(choice);
}

function classifyFinishReason(choice: ChatChunkChoice | undefined): ApiError | undefined {
  switch (parseFinishReason(choice)) {
    case 'failed':
      return ApiError.upstream(`The upstream aborted its response (finish_reason "${choice?.finish_reason}")`);
    case 'overloaded':
      return ApiError.overloaded('The upstream ran out of resources and aborted its response');
    default:
      return undefined;
  }
}
