import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes from here on would make the first characters of the alphabet more likely. */
const LIMIT = 256 - (256 % ALPHABET.length);

/** Makes 24 random characters of [0-9A-Za-z]. */
export function createId(): string {
  let id = '';
  while (id.length < 24) {
    for (const byte of randomBytes(32)) {
      if (byte < LIMIT && id.length < 24) id += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return id;
}

/** Makes the id that the `request-id` header and error bodies carry. */
export const createRequestId = (): string => `req_${createId()}`;
