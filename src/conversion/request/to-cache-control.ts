import type { Dialect } from '../../dialects/dialect.js';
import type { CacheMarked } from '../../protocol/anthropic/messages.js';
import type { ChatCacheControl } from '../../protocol/openai/chat-request.js';

/** Reads the cache mark of a block or request; undefined when it has none, or the upstream knows no such marks. */
export function toCacheControl(
  { cache_control }: CacheMarked,
  { cacheControl }: Dialect,
): ChatCacheControl | undefined {
  if (cacheControl === 'none' || cache_control?.type !== 'ephemeral') return undefined;
  const { ttl } = cache_control;
  return { type: 'ephemeral', ...((ttl === '5m' || ttl === '1h') && { ttl }) };
}
