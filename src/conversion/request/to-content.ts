import type { Dialect } from '../../dialects/dialect.js';
import type { ChatContentPart } from '../../protocol/openai/chat-request.js';

/** Joins parts to a text where there is nothing but text: some servers take an array only where there is more. */
export function toContent(
  parts: readonly ChatContentPart[],
  { cacheControl }: Dialect,
): string | readonly ChatContentPart[] {
  // Where marks move on from turn to turn, what they stood on must stay as it was: a cache is of the exact prompt.
  if (cacheControl !== 'none' && parts.length > 1) return parts;
  const texts = parts.flatMap((part) => (part.type === 'text' && !part.cache_control ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n\n') : parts;
}
