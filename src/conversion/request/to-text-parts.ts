import type { ChatContentPart } from '../../protocol/openai/chat-request.js';

/** Makes a part of a text, and none of an empty one: upstreams refuse it. */
export function toTextParts(text: unknown): readonly ChatContentPart[] {
  return typeof text === 'string' && text ? [{ type: 'text', text }] : [];
}
