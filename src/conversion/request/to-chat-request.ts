import type { ModelTraits, ReasoningFields, ReasoningWish } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatMessage, ChatRequest } from '../../protocol/openai/chat-request.js';
import type { ExchangeContext } from '../exchange-context.js';
import { DroppedNames } from './dropped-names.js';
import { toProviderRequest } from './provider/to-provider-request.js';
import { refuseUnservable } from './refuse-unservable.js';
import type { RequestScope } from './request-scope.js';
import { toCachedMessages } from './to-cached-messages.js';
import { toChatMessages } from './to-chat-messages.js';
import { toChatTools } from './to-chat-tools.js';
import { toOfferedTools } from './to-offered-tools.js';
import { toOpenAiFields } from './to-open-ai-fields.js';
import { toReasoning } from './to-reasoning.js';
import { toResponseFormat } from './to-response-format.js';
import { toSampling } from './to-sampling.js';
import { toStop } from './to-stop.js';
import { toSystemMessages } from './to-system-messages.js';
import { toTokenLimit } from './to-token-limit.js';
import { toToolChoice } from './to-tool-choice.js';
import { toUnservedFields } from './to-unserved-fields.js';
import { toWholeSystem } from './to-whole-system.js';
import { ToolNames } from './tool-names.js';

type RequestContext = Pick<ExchangeContext, 'upstreamModel' | 'dialect' | 'maxOutputTokens' | 'sessionId'>;

/** A request for the upstream, and what its answer has to be read with. */
export interface ChatConversion {
  readonly chatRequest: ChatRequest;
  /** The names of what the request asks for and the upstream does not get. */
  readonly dropped: readonly string[];
  readonly toolNames: ToolNames;
}

/** Converts a Messages request to a Chat Completions request. */
export function toChatRequest(request: CreateMessageRequest, context: RequestContext): ChatConversion {
  refuseUnservable(request);
  const { dialect, upstreamModel } = context;
  const dropped = new DroppedNames();
  const tools = toOfferedTools(request, dropped);
  const toolNames = new ToolNames(tools);
  const traits = dialect.modelTraits(upstreamModel);
  const scope = { dialect, upstreamModel, toolNames, dropped };
  const standardRequest: ChatRequest = {
    model: upstreamModel,
    messages: toMessages(request, scope),
    ...(tools.length > 0 && { tools: toChatTools(tools, toolNames) }),
    ...toToolChoice(request.tool_choice, toolNames, dropped),
    ...toSettings(request, context, traits, scope),
    ...(request.stream === true && { stream: true, stream_options: { include_usage: true } }),
  };
  const chatRequest = toProviderRequest(standardRequest, dialect, traits, dropped);
  for (const name of toUnservedFields(request, dialect)) dropped.add(name);
  return { chatRequest, dropped: dropped.toList(), toolNames };
}

function toSettings(
  request: CreateMessageRequest,
  { maxOutputTokens, sessionId }: RequestContext,
  traits: ModelTraits,
  { dialect, upstreamModel, toolNames, dropped }: RequestScope,
): Partial<ChatRequest> {
  const hasTools = toolNames.upstreamNames.length > 0;
  const toFields = (wish: ReasoningWish): ReasoningFields => dialect.toReasoning(wish, upstreamModel);
  return {
    ...toTokenLimit(request.max_tokens, maxOutputTokens, traits),
    ...toSampling(request, traits, dropped),
    ...toStop(request, traits),
    ...toReasoning(request, { traits, hasTools, dropped, toFields }),
    ...toResponseFormat(request, dropped),
    ...(dialect.sendsOpenAiFields && toOpenAiFields(request, sessionId)),
  };
}

function toMessages(request: CreateMessageRequest, scope: RequestScope): readonly ChatMessage[] {
  const messages = [
    ...toSystemMessages(toWholeSystem(request, scope.dialect), scope),
    ...toChatMessages(request.messages, scope),
  ];
  return toCachedMessages(messages, request, scope.dialect);
}
