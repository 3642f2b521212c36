import type { Message } from '../protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import { toInBandApiError } from './errors/to-in-band-api-error.js';
import type { ExchangeContext } from './exchange-context.js';
import { type ChatConversion, toChatRequest } from './request/to-chat-request.js';
import type { ReplyContext } from './response/reply-context.js';
import { toMessage } from './response/to-message.js';
import { toKeptState } from './state/to-kept-state.js';
import { MessageStreamBuilder } from './stream/message-stream-builder.js';
import { toMessageFromStream } from './stream/to-message-from-stream.js';

/** One request and the ways to convert its reply; not reusable. */
export interface Exchange {
  readonly chatRequest: ChatRequest;
  /** Names of what the upstream is not told, for the `x-proxy-dropped` header. */
  readonly dropped: readonly string[];
  toMessage(completion: ChatCompletion): Message;
  /** For an upstream that streams although not asked to. */
  toMessageFromStream(items: readonly ChatStreamItem[]): Message;
  openStream(requestId: string): MessageStreamBuilder;
}

/** Converts a request and prepares the conversion of its reply. Throws ApiError when it cannot be served. */
export function beginExchange(request: CreateMessageRequest, context: ExchangeContext): Exchange {
  const conversion = toChatRequest(request, context);
  const reply = toReplyContext(request, context, conversion);
  return {
    chatRequest: conversion.chatRequest,
    dropped: conversion.dropped,
    toMessage: (completion) => toMessage(completion, reply),
    toMessageFromStream: (items) => toMessageFromStream(items, reply),
    openStream: (requestId) => new MessageStreamBuilder(reply, requestId),
  };
}

function toReplyContext(
  request: CreateMessageRequest,
  { dialect, upstreamModel, upstreamErrors, createId }: ExchangeContext,
  { chatRequest, toolNames }: ChatConversion,
): ReplyContext {
  const stopSequences = request.stop_sequences ?? [];
  const reasoning = toReasoningDisplay(request.thinking);
  return {
    requestedModel: request.model,
    toolNames,
    createId,
    reasoning,
    origin: { dialect: dialect.name, model: upstreamModel },
    keptState: toKeptState(dialect, reasoning === 'shown'),
    thinkTags: dialect.thinkTags,
    echo: dialect.prefill === 'echoed' ? toPrefill(chatRequest) : '',
    stopSequences,
    emulatedStops: stopSequences.filter((stop) => stop.trim() !== '' && !chatRequest.stop?.includes(stop)),
    discardsOutput: request.max_tokens === 0,
    estimateInputTokens: toEstimate(upstreamErrors.estimatedInputTokens),
    toInBandError: (error) => toInBandApiError(error, upstreamErrors),
  };
}

function toReasoningDisplay(thinking: CreateMessageRequest['thinking']): ReplyContext['reasoning'] {
  if (thinking?.type === 'disabled') return 'hidden';
  return thinking?.display === 'omitted' ? 'omitted' : 'shown';
}

function toPrefill({ messages }: ChatRequest): string {
  const last = messages.at(-1);
  return last?.role === 'assistant' && typeof last.content === 'string' ? last.content : '';
}

/** Asks once at most, and never answers zero: clients take that for an empty context. */
function toEstimate(countTokens: () => number): () => number {
  let estimate: number | undefined;
  return () => (estimate ??= Math.max(1, countTokens()));
}
