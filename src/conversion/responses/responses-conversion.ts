import type { Message } from '../../protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ResponsesRequest } from '../../protocol/openai/responses-request.js';
import type { ResponsesStreamItem } from '../../protocol/openai/responses.js';
import type { Conversion, ConversionContext } from '../conversion.js';
import { createResponseContext, resolveReasoningDisplay } from '../shared/response-context.js';
import type { ResponseContext } from '../shared/response-context.js';
import type { ToolNames } from '../shared/tool-names.js';
import { findResponsesAdjustment } from './adjustments/responses-adjustment.js';
import { convertResponsesRequest } from './request/responses-request.js';
import { convertRefusal, convertResponse } from './response/message.js';
import { StreamedResponsesReader, WholeResponsesReader } from './response/responses-reader.js';
import type { ResponsesItems } from './response/responses-reader.js';
import { ResponsesStreamBuilder } from './stream/responses-stream-builder.js';

/** A request converted for the Responses API. */
export interface ResponsesConversion extends Conversion<ResponsesStreamItem, ResponsesItems> {
  readonly body: ResponsesRequest;
  convertResponse(items: ResponsesItems): Message;
  openStream(requestId: string): ResponsesStreamBuilder;
}

/** Converts a request and prepares the conversion of its response. Throws an ApiError if it cannot be served. */
export function createResponsesConversion(
  request: CreateMessageRequest,
  context: ConversionContext,
): ResponsesConversion {
  const { body, dropped, toolNames } = convertResponsesRequest(request, context);
  const response = createResponsesResponseContext(request, context, toolNames);
  return {
    api: 'responses',
    body,
    dropped,
    openResponseReader: (isEventStream) => new WholeResponsesReader(isEventStream),
    openStreamReader: () => new StreamedResponsesReader(),
    convertResponse: (items) => convertResponse(items, response),
    convertRefusal: (refusal) => convertRefusal(refusal, response),
    openStream: (requestId) => new ResponsesStreamBuilder(response, requestId),
    findAdjustment: (failure, known) => findResponsesAdjustment(failure, body, known, context.refusedState),
  };
}

/** The API has neither stop sequences nor a beginning of the response in the request. */
function createResponsesResponseContext(
  request: CreateMessageRequest,
  context: ConversionContext,
  toolNames: ToolNames,
): ResponseContext {
  const { reasoningItems } = context.profile.responsesFeatures(context.upstreamModel);
  const isHidden = resolveReasoningDisplay(request) !== 'shown';
  return createResponseContext(request, context, {
    toolNames,
    sentStops: [],
    keptState: { reasoning: isHidden && reasoningItems === 'text', details: false },
    echo: '',
  });
}
