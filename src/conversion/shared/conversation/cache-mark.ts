import type { CacheMarked } from '../../../protocol/anthropic/request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** Marks the end of a prompt prefix to be cached. */
export interface CacheMark {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h';
}

/** Reads the cache mark of a block or request; undefined when it has none, or the upstream does not support it. */
export function parseCacheMark(
  { cache_control }: CacheMarked,
  { cacheControl }: Pick<ProviderProfile, 'cacheControl'>,
): CacheMark | undefined {
  if (cacheControl === 'none' || cache_control?.type !== 'ephemeral') return undefined;
  const { ttl } = cache_control;
  return { type: 'ephemeral', ...((ttl === '5m' || ttl === '1h') && { ttl }) };
}
