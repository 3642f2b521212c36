import type { ModelTraits, ToolTraits } from '../../../dialects/dialect.js';
import type { ChatMessage, ChatRequest, ChatSystemMessage } from '../../../protocol/openai/chat-request.js';

/** Asks for JSON as well as the provider can be asked: what it does not enforce is described in the system prompt. */
export function toKnownResponseFormat(
  request: ChatRequest,
  responseFormat: ModelTraits['responseFormat'],
  { besideResponseFormat }: Pick<ToolTraits, 'besideResponseFormat'>,
): ChatRequest {
  const { response_format, ...rest } = request;
  if (response_format?.type !== 'json_schema') return request;
  const isMentionable = besideResponseFormat || request.tools === undefined;
  if (responseFormat === 'json_schema' && isMentionable) return request;
  const description = `Answer with nothing but JSON that follows this JSON schema:\n${JSON.stringify(response_format.json_schema.schema)}`;
  return {
    ...rest,
    messages: withSystemText(description, request.messages),
    ...(responseFormat !== 'none' && isMentionable && { response_format: { type: 'json_object' } }),
  };
}

function withSystemText(text: string, messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const [first, ...others] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: text }, ...messages];
  const { content } = first;
  const system: ChatSystemMessage = {
    ...first,
    content: typeof content === 'string' ? `${content}\n\n${text}` : [...content, { type: 'text', text }],
  };
  return [system, ...others];
}
