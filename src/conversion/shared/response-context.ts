import { classifyInBandError } from '../../errors/error-classification.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ProviderProfile } from '../../providers/provider-profile.js';
import type { ApiError } from '../../errors/api-error.js';
import type { ConversionContext } from '../conversion.js';
import { ToolCallIds } from './tool-call-ids.js';
import type { ToolNames } from './tool-names.js';
import type { KeptState } from './provider-state/envelope.js';
import type { StateOrigin } from './provider-state/envelope.js';

/** What the conversion of a response needs to know about its request. */
export interface ResponseContext {
  /** The model name that the client requested; it is the `model` of the response. */
  readonly requestedModel: string;
  readonly toolNames: ToolNames;
  readonly createId: () => string;
  readonly callIds: ToolCallIds;
  /** `omitted` keeps the block, for its place and signature, without its text. */
  readonly reasoning: 'shown' | 'omitted' | 'hidden';
  /** Where the response comes from. */
  readonly origin: StateOrigin;
  readonly keptState: KeptState;
  readonly thinkTags: ProviderProfile['thinkTags'];
  readonly usage: ProviderProfile['usage'];
  /** The prefill that the upstream will repeat; empty when there is none. */
  readonly echo: string;
  readonly stopSequences: readonly string[];
  /** The stop sequences that the upstream was not sent, so that the proxy looks for them. */
  readonly emulatedStops: readonly string[];
  /** The client warms up a cache (`max_tokens: 0`) and expects no output. */
  readonly discardsOutput: boolean;
  readonly estimateInputTokens: () => number;
  /** Converts an error that the upstream reports inside a response. */
  readonly classifyInBandError: (error: unknown) => ApiError;
  readonly onUnknownFinishReason: (reason: string) => void;
}

/** What the conversion of the request determines about the response. */
interface SentRequest extends Pick<ResponseContext, 'toolNames' | 'keptState' | 'echo'> {
  /** The stop sequences that the upstream was sent. */
  readonly sentStops: readonly string[];
}

/** Creates the context for the conversion of a response. */
export function createResponseContext(
  request: CreateMessageRequest,
  { profile, upstreamModel, upstreamName, upstreamErrors, createId, onUnknownFinishReason = ignore }: ConversionContext,
  { toolNames, keptState, echo, sentStops }: SentRequest,
): ResponseContext {
  const stopSequences = request.stop_sequences ?? [];
  return {
    requestedModel: request.model,
    toolNames,
    keptState,
    echo,
    createId,
    callIds: new ToolCallIds(request.messages, createId),
    reasoning: resolveReasoningDisplay(request),
    origin: { profile: profile.name, model: upstreamModel, upstream: upstreamName },
    thinkTags: profile.thinkTags,
    usage: profile.usage,
    stopSequences,
    emulatedStops: stopSequences.filter((stop) => stop.trim() !== '' && !sentStops.includes(stop)),
    discardsOutput: request.max_tokens === 0,
    estimateInputTokens: memoizeEstimate(upstreamErrors.estimatedInputTokens),
    classifyInBandError: (error) => classifyInBandError(error, upstreamErrors),
    onUnknownFinishReason,
  };
}

const ignore = (): void => undefined;

/** Resolves how much of the reasoning the client sees. */
export function resolveReasoningDisplay({ thinking }: CreateMessageRequest): ResponseContext['reasoning'] {
  if (thinking?.type === 'disabled') return 'hidden';
  return thinking?.display === 'omitted' ? 'omitted' : 'shown';
}

/** Counts once at most, and never returns zero: clients take that for an empty context. */
function memoizeEstimate(countTokens: () => number): () => number {
  let estimate: number | undefined;
  return () => (estimate ??= Math.max(1, countTokens()));
}
