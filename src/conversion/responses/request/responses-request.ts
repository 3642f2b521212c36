import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesInputItem, ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import type { ConversionContext } from '../../conversion.js';
import type { ContentPart } from '../../shared/conversation/content-parts.js';
import { convertSystemPrompt } from '../../shared/conversation/system-prompt.js';
import { DroppedNames } from '../../shared/dropped-names.js';
import { describeResponseSchema, parseResponseSchema } from '../../shared/request/response-schema.js';
import type { ToolNames } from '../../shared/tool-names.js';
import { findUnsupportedFields, rejectUnsupportedFields } from '../../shared/unsupported-fields.js';
import { applyCacheBreakpoints } from './cache-breakpoints.js';
import { convertInput } from './input-items.js';
import { removeRejectedFields } from './rejected-fields.js';
import type { RequestScope } from './request-scope.js';
import { RequestTools } from './request-tools.js';
import { convertSettings } from './settings.js';
import { convertTextFormat } from './text-format.js';
import { convertToolChoice } from './tool-choice.js';
import { buildMessage } from './user-items.js';

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

/** Converts a Messages request to a request of the Responses API. Throws an ApiError if it cannot be served. */
export function convertResponsesRequest(
  request: CreateMessageRequest,
  context: ResponsesRequestContext,
): ConvertedResponsesRequest {
  rejectUnsupportedFields(request);
  const scope = createScope(request, context);
  const { profile, upstreamModel, tools, dropped } = scope;
  const body: ResponsesRequest = {
    model: upstreamModel,
    ...convertPrompt(request, scope),
    ...convertToolChoice(request.tool_choice, tools, profile, dropped),
    ...convertSettings(request, context, scope),
    store: false,
    ...profile.extraBody,
  };
  for (const name of findUnsupportedFields(request, profile)) {
    if (name !== 'speed' || body.service_tier !== 'priority') dropped.add(name);
  }
  return {
    body: removeRejectedFields(body, scope),
    dropped: dropped.list(),
    toolNames: tools.toolNames,
  };
}

function createScope(request: CreateMessageRequest, context: ResponsesRequestContext): RequestScope {
  const { upstreamModel, upstreamName, refusedState } = context;
  const profile = adaptProfile(context.profile);
  const support = profile.responsesFeatures(upstreamModel);
  const dropped = new DroppedNames();
  const tools = new RequestTools(request, { profile, support, dropped });
  return {
    profile,
    upstreamModel,
    dropped,
    tools,
    toolNames: tools.toolNames,
    loadTools: tools.load,
    features: profile.modelFeatures(upstreamModel),
    support,
    origin: { profile: profile.name, model: upstreamModel, upstream: upstreamName },
    refusedState,
    maxToolCallIdLength: MAX_CALL_ID_LENGTH,
    mediaInResults: support.outputLists,
    acceptsPrefill: false,
    keepsToolChanges: tools.usesItems,
    keepsEffortChanges: support.effortItems,
  };
}

const MAX_CALL_ID_LENGTH = 64;

/** The Responses API has no copy of Anthropic's cache breakpoints, which some providers accept in Chat Completions. */
function adaptProfile(profile: ProviderProfile): ProviderProfile {
  return profile.cacheControl === 'copied' ? { ...profile, cacheControl: 'none' } : profile;
}

type Prompt = Pick<ResponsesRequest, 'instructions' | 'input' | 'tools' | 'text'>;

/** Converts what the model reads: the tools, the instructions and the conversation. */
function convertPrompt(request: CreateMessageRequest, scope: RequestScope): Prompt {
  const { profile, features, tools, dropped } = scope;
  const schema = parseResponseSchema(request, dropped);
  const requested = schema && convertTextFormat(schema, profile, features, !tools.isEmpty);
  const system: readonly ContentPart[] = [
    ...convertSystemPrompt(request, scope),
    ...(schema && requested?.isDescribed ? [{ type: 'text' as const, text: describeResponseSchema(schema) }] : []),
  ];
  const declared = tools.declare();
  const { instructions, items } = convertSystem(system);
  const input = [...items, ...convertInput(request.messages, scope)];
  const allTools = [...declared, ...tools.declareUnloaded()];
  return {
    ...(instructions && { instructions }),
    input: applyCacheBreakpoints(input, request, profile),
    ...(allTools.length > 0 && { tools: allTools }),
    ...(requested?.format && { text: { format: requested.format } }),
  };
}

/** `instructions` is a text, so a system prompt with a cache breakpoint is a message. */
function convertSystem(parts: readonly ContentPart[]): {
  readonly instructions: string;
  readonly items: readonly ResponsesInputItem[];
} {
  if (parts.some(({ cacheBreakpoint }) => cacheBreakpoint))
    return { instructions: '', items: [buildMessage('system', parts)] };
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { instructions: texts.join('\n\n'), items: [] };
}
