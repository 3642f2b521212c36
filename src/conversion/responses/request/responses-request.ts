import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { ConversionContext } from '../../conversion.js';
import type { ToolNames } from '../../shared/tool-names.js';

export type ResponsesRequestContext = Pick<
  ConversionContext,
  'upstreamModel' | 'profile' | 'maxOutputTokens' | 'sessionId' | 'upstreamName' | 'refusedState'
>;

/** A converted request, and the data for the conversion of its response. */
export interface ConvertedResponsesRequest {
  readonly body: ResponsesRequest;
  /** The names of the fields that the upstream does not receive. */
  readonly dropped: readonly string[];
  readonly toolNames: ToolNames;
}

/** Converts a Messages request to a request of the Responses API. Throws ApiError when it cannot be served. */
export function convertResponsesRequest(
  request: CreateMessageRequest,
  context: ResponsesRequestContext,
): ConvertedResponsesRequest {
  throw new Error(`Not implemented: ${request.model} for ${context.upstreamModel}`);
}
