import type { Caller } from '../request-context/caller.js';
import type { Upstream } from './upstream.js';

/** Makes the headers that carry the caller's key, for an upstream that takes it; one's own key is among its headers. */
export function buildKeyHeaders(
  { usesCallerKey, profile }: Upstream,
  caller: Caller | undefined,
): Readonly<Record<string, string>> {
  return usesCallerKey && caller?.apiKey !== undefined ? profile.authorize(caller.apiKey) : {};
}
