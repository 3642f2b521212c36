import type { Caller } from '../request-context/caller.js';
import type { Upstream } from './upstream.js';

/** Builds the headers with the caller's key, for an upstream that uses it; the upstream's own key is in its headers. */
export function buildKeyHeaders(
  { usesCallerKey, profile }: Upstream,
  caller: Caller | undefined,
): Readonly<Record<string, string>> {
  return usesCallerKey && caller?.apiKey !== undefined ? profile.authorize(caller.apiKey) : {};
}
