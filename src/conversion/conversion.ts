import { classifyInBandError } from '../errors/classify-error.js';
import type { UpstreamErrorContext } from '../errors/classify-error.js';
import type { Message } from '../protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatCompletion } from '../protocol/openai/chat-completion.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import { convertRequest } from './chat-completions/request/chat-request.js';
import type { ConvertedRequest } from './chat-completions/request/chat-request.js';
import { convertResponse } from './chat-completions/response/message.js';
import { convertStreamedResponse } from './chat-completions/stream/message-from-stream.js';
import { MessageStreamBuilder } from './chat-completions/stream/message-stream-builder.js';
import { resolveKeptState } from './shared/provider-state/provider-state.js';
import type { ResponseContext } from './shared/response-context.js';

/** One request and the ways to convert its reply; not reusable. */
export interface Conversion {
  readonly chatRequest: ChatRequest;
  /** Names of what the upstream is not told, for the `x-proxy-dropped` header. */
  readonly dropped: readonly string[];
  convertResponse(completion: ChatCompletion): Message;
  /** For an upstream that streams although not asked to. */
  convertStreamedResponse(items: readonly ChatStreamItem[]): Message;
  openStream(requestId: string): MessageStreamBuilder;
}

/** Converts a request and prepares the conversion of its reply. Throws ApiError when it cannot be served. */
export function createConversion(request: CreateMessageRequest, context: ConversionContext): Conversion {
  const converted = convertRequest(request, context);
  const response = createResponseContext(request, context, converted);
  return {
    chatRequest: converted.chatRequest,
    dropped: converted.dropped,
    convertResponse: (completion) => convertResponse(completion, response),
    convertStreamedResponse: (items) => convertStreamedResponse(items, response),
    openStream: (requestId) => new MessageStreamBuilder(response, requestId),
  };
}

function createResponseContext(
  request: CreateMessageRequest,
  { profile, upstreamModel, upstreamErrors, createId }: ConversionContext,
  { chatRequest, toolNames }: ConvertedRequest,
): ResponseContext {
  const stopSequences = request.stop_sequences ?? [];
  const reasoning = toReasoningDisplay(request.thinking);
  return {
    requestedModel: request.model,
    toolNames,
    createId,
    reasoning,
    origin: { profile: profile.name, model: upstreamModel },
    keptState: resolveKeptState(profile, reasoning === 'shown'),
    thinkTags: profile.thinkTags,
    echo: profile.prefill === 'echoed' ? toPrefill(chatRequest) : '',
    stopSequences,
    emulatedStops: stopSequences.filter((stop) => stop.trim() !== '' && !chatRequest.stop?.includes(stop)),
    discardsOutput: request.max_tokens === 0,
    estimateInputTokens: memoizeEstimate(upstreamErrors.estimatedInputTokens),
    toInBandError: (error) => classifyInBandError(error, upstreamErrors),
  };
}

function toReasoningDisplay(thinking: CreateMessageRequest['thinking']): ResponseContext['reasoning'] {
  if (thinking?.type === 'disabled') return 'hidden';
  return thinking?.display === 'omitted' ? 'omitted' : 'shown';
}

function toPrefill({ messages }: ChatRequest): string {
  const last = messages.at(-1);
  return last?.role === 'assistant' && typeof last.content === 'string' ? last.content : '';
}

/** Asks once at most, and never answers zero: clients take that for an empty context. */
function memoizeEstimate(countTokens: () => number): () => number {
  let estimate: number | undefined;
  return () => (estimate ??= Math.max(1, countTokens()));
}

/** What a conversion needs beside the request itself. */
export interface ConversionContext {
  /** The model to ask upstream, after model mapping. */
  readonly upstreamModel: string;
  readonly profile: ProviderProfile;
  /** Upper bound of the output tokens asked for; absent means none. */
  readonly maxOutputTokens?: number;
  /** The client's session, from its `x-claude-code-session-id` header. */
  readonly sessionId?: string;
  /** What the wording of an error inside a reply depends on. */
  readonly upstreamErrors: UpstreamErrorContext;
  /** Makes 24 characters of [A-Za-z0-9] for ids of messages and tool calls. */
  readonly createId: () => string;
}
