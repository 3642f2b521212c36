import { createHash } from 'node:crypto';
import { LruMap } from '../../../common/lru-map.js';

/** More than a process serves of such conversations at a time; an entry takes about 100 bytes. */
const MAX_ENTRIES = 10_000;

/**
 * Remembers encrypted reasoning that an upstream could not decrypt. Clients send it with every further turn, and without
 * this memory each turn would be rejected and sent a second time.
 */
export class RefusedState {
  private readonly hashes = new LruMap<true>(MAX_ENTRIES);

  add(encrypted: string): void {
    this.hashes.set(hash(encrypted), true);
  }

  has(encrypted: string): boolean {
    // Hashing takes time, and nearly always there is nothing to find.
    return !this.hashes.isEmpty && this.hashes.get(hash(encrypted)) === true;
  }
}

function hash(encrypted: string): string {
  return createHash('sha256').update(encrypted).digest('base64');
}
