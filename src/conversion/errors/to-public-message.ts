import { maskSecrets } from './mask-secrets.js';

const MAX_BYTES = 2048;
const ELLIPSIS = '…';
const ELLIPSIS_BYTES = Buffer.byteLength(ELLIPSIS);

/** Makes an upstream's message fit for the client: secrets masked, at most 2 kB. */
export function toPublicMessage(message: string, confidential: readonly string[]): string {
  const masked = Buffer.from(maskSecrets(message, confidential));
  if (masked.length <= MAX_BYTES) return masked.toString();
  return masked.toString('utf8', 0, MAX_BYTES - ELLIPSIS_BYTES).replace(/\uFFFD*$/, '') + ELLIPSIS;
}
