import type { Dialect } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatCacheControl, ChatContentPart, ChatMessage } from '../../protocol/openai/chat-request.js';
import { markLastPart } from './mark-last-part.js';
import { toCacheControl } from './to-cache-control.js';

// OpenAI writes as many caches for one request.
const maxBreakpoints = 4;

/** Finishes the cache marks of messages: a request's own mark goes to the last part, and OpenAI has its own form. */
export function toCachedMessages(
  messages: readonly ChatMessage[],
  request: CreateMessageRequest,
  dialect: Dialect,
): readonly ChatMessage[] {
  const cacheControl = toCacheControl(request, dialect);
  const marked = cacheControl ? markLastMessage(messages, cacheControl) : messages;
  return dialect.cacheControl === 'breakpoints' ? toBreakpoints(marked) : marked;
}

function markLastMessage(messages: readonly ChatMessage[], cacheControl: ChatCacheControl): readonly ChatMessage[] {
  const last = messages.at(-1);
  if (!last || last.role === 'assistant') return messages;
  const { content } = last;
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return [...messages.slice(0, -1), { ...last, content: markLastPart(parts, cacheControl) }];
}

function toBreakpoints(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const marks = messages.flatMap(toParts).filter(({ cache_control }) => cache_control);
  const kept = new Set(marks.slice(-maxBreakpoints));
  return messages.map((message) => {
    if (message.role === 'assistant' || typeof message.content === 'string') return message;
    return { ...message, content: message.content.map((part) => toBreakpoint(part, kept.has(part))) };
  });
}

function toParts({ role, content }: ChatMessage): readonly ChatContentPart[] {
  return role === 'assistant' || typeof content === 'string' ? [] : content;
}

function toBreakpoint({ cache_control, ...part }: ChatContentPart, isKept: boolean): ChatContentPart {
  return cache_control && isKept ? { ...part, prompt_cache_breakpoint: { mode: 'explicit' } } : part;
}
