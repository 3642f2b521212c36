import type { Dialect } from '../../../dialects/dialect.js';
import type { ChatMessage, ChatRequest } from '../../../protocol/openai/chat-request.js';

/** Writes the missing text of messages that hold calls only as the provider takes it. */
export function toKnownContent(request: ChatRequest, emptyContent: Dialect['emptyContent']): ChatRequest {
  if (emptyContent === 'null') return request;
  return { ...request, messages: request.messages.map((message) => fillIn(message, emptyContent)) };
}

function fillIn(message: ChatMessage, emptyContent: 'omitted' | 'blank'): ChatMessage {
  if (message.role !== 'assistant' || message.content !== null) return message;
  const { content: _, ...rest } = message;
  return emptyContent === 'blank' ? { ...rest, content: '' } : rest;
}
