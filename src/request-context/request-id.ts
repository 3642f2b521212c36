import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes from here on would make the first characters of the alphabet more likely. */
const LIMIT = 256 - (256 % ALPHABET.length);
/** Random bytes in store: asking for them costs more than all the rest of an id. */
const store = Buffer.alloc(4096);
let used = store.length;

/** Makes 24 random characters of [0-9A-Za-z]. */
export function createId(): string {
  let id = '';
  while (id.length < 24) {
    const byte = nextByte();
    if (byte < LIMIT) id += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return id;
}

function nextByte(): number {
  if (used === store.length) {
    randomFillSync(store);
    used = 0;
  }
  const byte = store.readUInt8(used);
  used += 1;
  return byte;
}

/** Makes the id that the `request-id` header and error bodies carry. */
export const createRequestId = (): string => `req_${createId()}`;
