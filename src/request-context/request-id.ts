import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes from this value on are skipped, since they would make the first characters more likely. */
const LIMIT = 256 - (256 % ALPHABET.length);
/** Random bytes are requested in bulk, since each request costs more than the rest of an id. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Creates 24 random characters of [0-9A-Za-z]. */
export function createId(): string {
  let id = '';
  while (id.length < 24) {
    const byte = nextByte();
    if (byte < LIMIT) id += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return id;
}

function nextByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool.readUInt8(used);
  used += 1;
  return byte;
}

/** Creates the id for the `request-id` header and error bodies. */
export const createRequestId = (): string => `req_${createId()}`;
