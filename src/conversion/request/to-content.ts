import type { ChatContentPart } from '../../protocol/openai/chat-request.js';

/** Joins parts to a text where there is nothing but text: some servers take an array only where there is more. */
export function toContent(parts: readonly ChatContentPart[]): string | readonly ChatContentPart[] {
  const texts = parts.flatMap((part) => (part.type === 'text' && !part.cache_control ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n\n') : parts;
}
