import type { Cacheable } from '../../../protocol/anthropic/request.js';
import type { ProviderProfile } from '../../../providers/provider-profile.js';

/** Marks the end of a prompt prefix to be cached. */
export interface CacheBreakpoint {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h';
}

/** Reads the cache breakpoint of a block or request; undefined when it has none, or the upstream does not support it. */
export function parseCacheBreakpoint(
  { cache_control }: Cacheable,
  { cacheControl }: Pick<ProviderProfile, 'cacheControl'>,
): CacheBreakpoint | undefined {
  if (cacheControl === 'none' || cache_control?.type !== 'ephemeral') return undefined;
  const { ttl } = cache_control;
  return { type: 'ephemeral', ...((ttl === '5m' || ttl === '1h') && { ttl }) };
}
