import { timingSafeEqual } from 'node:crypto';

/** Compares the digest of a key with each accepted one in constant time: they have one length, and no comparison is cut short. */
export function isOneOf(offered: Buffer, accepted: readonly Buffer[]): boolean {
  return accepted.reduce((isFound, candidate) => timingSafeEqual(offered, candidate) || isFound, false);
}
