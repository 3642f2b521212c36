import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +([^ ].*)$/i;

/** Reads the keys that a client sent, `x-api-key` first: Claude Code may send both headers with different values. */
export function readApiKeys(headers: IncomingHttpHeaders): string[] {
  const apiKey = headers['x-api-key'];
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  return [typeof apiKey === 'string' ? apiKey : undefined, bearer]
    .map((key) => key?.trim())
    .filter((key): key is string => key !== undefined && key !== '');
}

/** The SHA-256 of a key. Keys are stored and compared as digests only. */
export const digestKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Compares a digest with all accepted digests in constant time. */
export function isAcceptedKey(offered: Buffer, accepted: readonly Buffer[]): boolean {
  return accepted.reduce((isFound, candidate) => timingSafeEqual(offered, candidate) || isFound, false);
}
