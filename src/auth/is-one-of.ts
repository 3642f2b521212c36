import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares a key with each accepted one in constant time: digests have one length, and no comparison is cut short. */
export function isOneOf(key: string, accepted: readonly string[]): boolean {
  const offered = digest(key);
  return accepted.reduce((isFound, candidate) => timingSafeEqual(offered, digest(candidate)) || isFound, false);
}
