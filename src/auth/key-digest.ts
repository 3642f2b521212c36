import { createHash } from 'node:crypto';

/** What is kept of a key, and told of it: its SHA-256. */
export const keyDigest = (key: string): Buffer => createHash('sha256').update(key).digest();
