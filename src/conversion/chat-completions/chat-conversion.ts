import { classifyInBandError } from '../../errors/error-classification.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ChatStreamItem } from '../../protocol/openai/chat-completion.js';
import type { ChatRequest } from '../../protocol/openai/chat-request.js';
import type { Conversion, ConversionContext } from '../conversion.js';
import { resolveKeptState } from '../shared/provider-state/envelope.js';
import { ToolCallIds } from '../shared/tool-call-ids.js';
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
  openStream(requestId: string): ChatStreamBuilder;
}

/** Converts a request and prepares the conversion of its response. Throws ApiError when it cannot be served. */
export function createChatConversion(request: CreateMessageRequest, context: ConversionContext): ChatConversion {
  const converted = convertRequest(request, context);
  const response = createResponseContext(request, context, converted);
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

function createResponseContext(
  request: CreateMessageRequest,
  { profile, upstreamModel, upstreamErrors, createId, onUnknownFinishReason = ignore }: ConversionContext,
  { chatRequest, toolNames }: ConvertedRequest,
): ResponseContext {
  const stopSequences = request.stop_sequences ?? [];
  const reasoning = resolveReasoningDisplay(request.thinking);
  return {
    requestedModel: request.model,
    toolNames,
    createId,
    callIds: new ToolCallIds(request.messages, createId),
    reasoning,
    origin: { profile: profile.name, model: upstreamModel },
    keptState: resolveKeptState(profile, reasoning === 'shown'),
    thinkTags: profile.thinkTags,
    usage: profile.usage,
    echo: profile.prefill === 'echoed' ? findPrefill(chatRequest) : '',
    stopSequences,
    emulatedStops: stopSequences.filter((stop) => stop.trim() !== '' && !chatRequest.stop?.includes(stop)),
    discardsOutput: request.max_tokens === 0,
    estimateInputTokens: memoizeEstimate(upstreamErrors.estimatedInputTokens),
    classifyInBandError: (error) => classifyInBandError(error, upstreamErrors),
    onUnknownFinishReason,
  };
}

const ignore = (): void => undefined;

function resolveReasoningDisplay(thinking: CreateMessageRequest['thinking']): ResponseContext['reasoning'] {
  if (thinking?.type === 'disabled') return 'hidden';
  return thinking?.display === 'omitted' ? 'omitted' : 'shown';
}

function findPrefill({ messages }: ChatRequest): string {
  const last = messages.at(-1);
  return last?.role === 'assistant' && typeof last.content === 'string' ? last.content : '';
}

/** Counts once at most, and never returns zero: clients take that for an empty context. */
function memoizeEstimate(countTokens: () => number): () => number {
  let estimate: number | undefined;
  return () => (estimate ??= Math.max(1, countTokens()));
}
