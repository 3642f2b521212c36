import type { Message } from '../../protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ChatStreamItem } from '../../protocol/openai/chat-completion.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import type { Conversion, ConversionContext } from '../conversion.js';
import { resolveKeptState } from '../shared/provider-state/envelope.js';
import { createResponseContext, resolveReasoningDisplay } from '../shared/response-context.js';
import type { ResponseContext } from '../shared/response-context.js';
import { findAdjustment } from './adjustments/request-adjustment.js';
import { convertRequest } from './request/chat-request.js';
import type { ConvertedRequest } from './request/chat-request.js';
import { ChatResponseReader, ChatStreamingResponseReader } from './response/chat-completion-reader.js';
import type { ChatResponse } from './response/chat-completion-reader.js';
import { buildRefusalCompletion } from './response/content-refusal.js';
import { convertCompletion, convertResponse } from './response/message.js';
import { ChatStreamBuilder } from './stream/chat-stream-builder.js';

/** A request converted for the Chat Completions API. */
export interface ChatConversion extends Conversion<ChatStreamItem, ChatResponse> {
  readonly body: ChatRequest;
  convertResponse(response: ChatResponse): Message;
  openStream(requestId: string): ChatStreamBuilder;
}

/** Converts a request and prepares the conversion of its response. Throws an ApiError if it cannot be served. */
export function createChatConversion(request: CreateMessageRequest, context: ConversionContext): ChatConversion {
  const converted = convertRequest(request, context);
  const response = createChatResponseContext(request, context, converted);
  const { chatRequest: body, dropped } = converted;
  return {
    api: 'chat-completions',
    body,
    dropped,
    openResponseReader: (isEventStream) => new ChatResponseReader(isEventStream),
    openStreamReader: () => new ChatStreamingResponseReader(),
    convertResponse: (received) => convertResponse(received, response),
    convertRefusal: (refusal) => convertCompletion(buildRefusalCompletion(refusal), response),
    openStream: (requestId) => new ChatStreamBuilder(response, requestId),
    findAdjustment: (failure, known) => findAdjustment(failure, body, known),
  };
}

/** What the upstream was sent determines what is to be done with its response. */
function createChatResponseContext(
  request: CreateMessageRequest,
  context: ConversionContext,
  { chatRequest, toolNames }: ConvertedRequest,
): ResponseContext {
  const { profile } = context;
  return createResponseContext(request, context, {
    toolNames,
    sentStops: chatRequest.stop ?? [],
    keptState: resolveKeptState(profile, resolveReasoningDisplay(request) === 'shown'),
    echo: profile.prefill === 'echoed' ? findPrefill(chatRequest) : '',
  });
}

function findPrefill({ messages }: ChatRequest): string {
  const last = messages.at(-1);
  return last?.role === 'assistant' && typeof last.content === 'string' ? last.content : '';
}
