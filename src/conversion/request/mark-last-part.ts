import type { ChatCacheControl, ChatContentPart } from '../../protocol/openai/chat-request.js';

/** Puts a cache mark on the last of some parts: everything up to there is worth caching. */
export function markLastPart(
  parts: readonly ChatContentPart[],
  cache_control: ChatCacheControl | undefined,
): readonly ChatContentPart[] {
  const last = parts.at(-1);
  if (!cache_control || !last) return parts;
  // Anthropic refuses a mark on nothing.
  const isBlank = last.type === 'text' && last.text.trim() === '';
  return isBlank ? parts : [...parts.slice(0, -1), { ...last, cache_control }];
}
