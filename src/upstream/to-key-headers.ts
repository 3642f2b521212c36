import type { Caller } from '../auth/caller.js';
import type { Upstream } from './upstream.js';

/** Makes the headers that carry the caller's key, for an upstream that takes it; one's own key is among its headers. */
export function toKeyHeaders(
  { takesCallersKey, dialect }: Upstream,
  caller: Caller | undefined,
): Readonly<Record<string, string>> {
  return takesCallersKey && caller?.apiKey !== undefined ? dialect.authorize(caller.apiKey) : {};
}
