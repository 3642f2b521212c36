import type { ChatMessage, ChatRequest, ChatSystemMessage } from '../../../protocol/openai/chat-request.js';
import type { ModelFeatures, ProviderProfile, ToolSupport } from '../../../providers/provider-profile.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { describeResponseSchema } from '../../shared/request/response-schema.js';
import { adaptSchemas } from './schemas.js';

/** Adapts a request to the provider. Lists the fields that are dropped by the client's names for them. */
export function adaptRequest(
  request: ChatRequest,
  profile: ProviderProfile,
  features: ModelFeatures,
  dropped: DroppedNames,
): ChatRequest {
  const { tools, emptyContent, refine, extraBody, rejectedFields, streamsOnly } = profile;
  const chosen = adaptToolChoice(request, tools);
  const responseFormat = rejectedFields.includes('response_format') ? 'none' : features.responseFormat;
  const formatted = adaptResponseFormat(adaptSchemas(chosen, tools), responseFormat, tools);
  const refined = { ...refine(adaptContent(formatted, emptyContent)), ...extraBody };
  const streamed: ChatRequest = streamsOnly(refined) ? { ...refined, ...asStream } : refined;
  const fitted = withoutFields(streamed, new Set(rejectedFields));
  for (const [field, name] of Object.entries(clientNames)) {
    if (field in request && !(field in fitted)) dropped.add(name);
  }
  return fitted;
}

const asStream = { stream: true, stream_options: { include_usage: true } } as const;

/** The client's names of fields that a provider may reject. Stop sequences are emulated instead. */
const clientNames = {
  temperature: 'temperature',
  top_p: 'top_p',
  top_k: 'top_k',
  tool_choice: 'tool_choice',
  parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
  reasoning_effort: 'output_config.effort',
  response_format: 'output_config.format',
  service_tier: 'service_tier',
} as const satisfies Partial<Record<keyof ChatRequest, string>>;

function withoutFields(request: ChatRequest, fields: ReadonlySet<string>): ChatRequest {
  const { model, messages, ...rest } = request;
  return { model, messages, ...Object.fromEntries(Object.entries(rest).filter(([field]) => !fields.has(field))) };
}

/** Sets the content of messages that contain only calls as the provider requires. */
function adaptContent(request: ChatRequest, emptyContent: ProviderProfile['emptyContent']): ChatRequest {
  if (emptyContent === 'null') return request;
  return { ...request, messages: request.messages.map((message) => fillIn(message, emptyContent)) };
}

function fillIn(message: ChatMessage, emptyContent: 'omitted' | 'blank'): ChatMessage {
  if (message.role !== 'assistant' || message.content !== null) return message;
  const { content: _, ...rest } = message;
  return emptyContent === 'blank' ? { ...rest, content: '' } : rest;
}

/** Forces a call as far as the provider supports it: where it accepts no names, only that function is sent. */
function adaptToolChoice(request: ChatRequest, { forcedChoices }: ToolSupport): ChatRequest {
  const { tool_choice, ...rest } = request;
  if (typeof tool_choice === 'object') {
    if (forcedChoices.includes('named')) return request;
    const tools = request.tools?.filter((tool) => tool.function.name === tool_choice.function.name) ?? [];
    return { ...rest, tools, ...(forcedChoices.includes('required') && { tool_choice: 'required' }) };
  }
  if (tool_choice !== 'required' || forcedChoices.includes('required')) return request;
  const [only, ...others] = request.tools ?? [];
  const isNameable = only !== undefined && others.length === 0 && forcedChoices.includes('named');
  return isNameable ? { ...rest, tool_choice: { type: 'function', function: { name: only.function.name } } } : rest;
}

/** Requests JSON as far as the provider supports it: what it does not enforce is described in the system prompt. */
function adaptResponseFormat(
  request: ChatRequest,
  responseFormat: ModelFeatures['responseFormat'],
  { allowedWithResponseFormat }: Pick<ToolSupport, 'allowedWithResponseFormat'>,
): ChatRequest {
  const { response_format, ...rest } = request;
  if (response_format?.type !== 'json_schema') return request;
  const isMentionable = allowedWithResponseFormat || request.tools === undefined;
  if (responseFormat === 'json_schema' && isMentionable) return request;
  const description = describeResponseSchema(response_format.json_schema.schema);
  return {
    ...rest,
    messages: addSystemText(description, request.messages),
    ...(responseFormat !== 'none' && isMentionable && { response_format: { type: 'json_object' } }),
  };
}

function addSystemText(text: string, messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const [first, ...others] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: text }, ...messages];
  const { content } = first;
  const system: ChatSystemMessage = {
    ...first,
    content: typeof content === 'string' ? `${content}\n\n${text}` : [...content, { type: 'text', text }],
  };
  return [system, ...others];
}
