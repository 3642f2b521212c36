import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatMessage, ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { ModelFeatures, ReasoningFields, ReasoningRequest } from '../../../providers/provider-profile.js';
import type { ConversionContext } from '../../conversion.js';
import type { ConversationScope } from '../../shared/conversation/conversation-scope.js';
import { convertSystemPrompt } from '../../shared/conversation/system-prompt.js';
import { DroppedNames } from '../../shared/dropped-names.js';
import { resolveOfferedTools } from '../../shared/offered-tools.js';
import { convertOpenAiFields } from '../../shared/request/openai-fields.js';
import { ToolNames } from '../../shared/tool-names.js';
import { findUnsupportedFields, rejectUnsupportedFields } from '../../shared/unsupported-fields.js';
import { applyCacheBreakpoints } from './cache-control.js';
import { convertContent } from './content.js';
import { convertMessages } from './messages.js';
import { adaptRequest } from './provider-adaptation.js';
import { convertReasoning } from './reasoning.js';
import { convertResponseFormat } from './response-format.js';
import { convertToolChoice, convertTools } from './tools.js';

type RequestContext = Pick<ConversionContext, 'upstreamModel' | 'profile' | 'maxOutputTokens' | 'sessionId'>;

/** A converted request, and the data for the conversion of its response. */
export interface ConvertedRequest {
  readonly chatRequest: ChatRequest;
  /** The names of the fields that the upstream does not receive. */
  readonly dropped: readonly string[];
  readonly toolNames: ToolNames;
}

/** Converts a Messages request to a Chat Completions request. */
export function convertRequest(request: CreateMessageRequest, context: RequestContext): ConvertedRequest {
  rejectUnsupportedFields(request);
  const { profile, upstreamModel } = context;
  const dropped = new DroppedNames();
  const tools = resolveOfferedTools(request, dropped);
  const toolNames = new ToolNames(tools);
  const features = profile.modelFeatures(upstreamModel);
  const scope = createScope(context, toolNames, dropped);
  const standardRequest: ChatRequest = {
    model: upstreamModel,
    messages: convertConversation(request, scope),
    ...(tools.length > 0 && { tools: convertTools(tools, toolNames, dropped) }),
    ...convertToolChoice(request.tool_choice, toolNames, dropped),
    ...convertSettings(request, context, features, scope),
    ...(request.stream === true && { stream: true, stream_options: { include_usage: true } }),
  };
  const chatRequest = adaptRequest(standardRequest, profile, features, dropped);
  for (const name of findUnsupportedFields(request, profile)) dropped.add(name);
  return { chatRequest, dropped: dropped.list(), toolNames };
}

function createScope(
  { profile, upstreamModel }: RequestContext,
  toolNames: ToolNames,
  dropped: DroppedNames,
): ConversationScope {
  return {
    profile,
    upstreamModel,
    toolNames,
    dropped,
    maxToolCallIdLength: profile.maxToolCallIdLength,
    mediaInResults: profile.media.inToolMessages,
    acceptsPrefill: profile.prefill !== 'rejected',
    keepsToolChanges: false,
    keepsEffortChanges: false,
  };
}

function convertSettings(
  request: CreateMessageRequest,
  { maxOutputTokens, sessionId }: RequestContext,
  features: ModelFeatures,
  { profile, upstreamModel, toolNames, dropped }: ConversationScope,
): Partial<ChatRequest> {
  const hasTools = toolNames.upstreamNames.length > 0;
  const convertFields = (requested: ReasoningRequest): ReasoningFields =>
    profile.convertReasoning(requested, upstreamModel);
  return {
    ...convertTokenLimit(request.max_tokens, maxOutputTokens, features),
    ...convertSampling(request, features, dropped),
    ...convertStopSequences(request, features),
    ...convertReasoning(request, { features, hasTools, dropped, convertFields }),
    ...convertResponseFormat(request, dropped),
    ...(profile.sendsOpenAiFields && convertOpenAiFields(request, sessionId)),
  };
}

function convertConversation(request: CreateMessageRequest, scope: ConversationScope): readonly ChatMessage[] {
  const system = convertSystemPrompt(request, scope);
  const messages: ChatMessage[] = [
    ...(system.length > 0 ? [{ role: 'system' as const, content: convertContent(system, scope.profile) }] : []),
    ...convertMessages(request.messages, scope),
  ];
  return applyCacheBreakpoints(messages, request, scope.profile);
}

/** Converts temperature, top_p and top_k, for models that accept them. */
function convertSampling(
  { temperature, top_p, top_k }: CreateMessageRequest,
  { acceptsSampling }: ModelFeatures,
  dropped: DroppedNames,
): Pick<ChatRequest, 'temperature' | 'top_p' | 'top_k'> {
  const sampling = {
    ...(temperature != null && { temperature }),
    ...(top_p != null && { top_p }),
    ...(top_k != null && { top_k }),
  };
  if (acceptsSampling) return sampling;
  for (const name of Object.keys(sampling)) dropped.add(name);
  return {};
}

/** Converts as many stop sequences as the model accepts; the rest are emulated. */
function convertStopSequences(
  { stop_sequences }: CreateMessageRequest,
  { maxStops }: ModelFeatures,
): Pick<ChatRequest, 'stop'> {
  const stop = (stop_sequences ?? []).filter((sequence) => sequence.trim() !== '').slice(0, maxStops);
  return stop.length > 0 ? { stop } : {};
}

/** Converts the output limit. Upstreams reject 0, with which clients warm up a cache. */
function convertTokenLimit(
  maxTokens: number,
  maxOutputTokens: number | undefined,
  { tokenLimitField }: ModelFeatures,
): Pick<ChatRequest, 'max_tokens' | 'max_completion_tokens'> {
  return { [tokenLimitField]: Math.max(1, Math.min(maxTokens, maxOutputTokens ?? Infinity)) };
}
