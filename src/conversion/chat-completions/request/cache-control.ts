import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatCacheControl, ChatContentPart, ChatMessage } from '../../../protocol/openai/chat-request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';
import { parseCacheBreakpoint } from '../../shared/conversation/cache-breakpoint.js';

// OpenAI's maximum per request.
const maxBreakpoints = 4;

/** Finishes the cache breakpoints of messages: a request's own breakpoint goes to the last part, and OpenAI has its own form. */
export function applyCacheBreakpoints(
  messages: readonly ChatMessage[],
  request: CreateMessageRequest,
  profile: ProviderProfile,
): readonly ChatMessage[] {
  const cacheControl = parseCacheBreakpoint(request, profile);
  const marked = cacheControl ? markLastMessage(messages, cacheControl) : messages;
  return profile.cacheControl === 'breakpoints' ? convertBreakpoints(marked) : marked;
}

function markLastMessage(messages: readonly ChatMessage[], cacheControl: ChatCacheControl): readonly ChatMessage[] {
  const last = messages.at(-1);
  if (!last || last.role === 'assistant') return messages;
  const { content } = last;
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  return [...messages.slice(0, -1), { ...last, content: addBreakpointToLastPart(parts, cacheControl) }];
}

function convertBreakpoints(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const breakpoints = messages.flatMap(collectParts).filter(({ cache_control }) => cache_control);
  const kept = new Set(breakpoints.slice(-maxBreakpoints));
  return messages.map((message) => {
    if (message.role === 'assistant' || typeof message.content === 'string') return message;
    return { ...message, content: message.content.map((part) => convertBreakpoint(part, kept.has(part))) };
  });
}

function collectParts({ role, content }: ChatMessage): readonly ChatContentPart[] {
  return role === 'assistant' || typeof content === 'string' ? [] : content;
}

function convertBreakpoint({ cache_control, ...part }: ChatContentPart, isKept: boolean): ChatContentPart {
  return cache_control && isKept ? { ...part, prompt_cache_breakpoint: { mode: 'explicit' } } : part;
}

function addBreakpointToLastPart(
  parts: readonly ChatContentPart[],
  cache_control: ChatCacheControl,
): readonly ChatContentPart[] {
  const last = parts.at(-1);
  // Anthropic rejects a breakpoint on blank text.
  if (!last || (last.type === 'text' && last.text.trim() === '')) return parts;
  return [...parts.slice(0, -1), { ...last, cache_control }];
}
