import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Indexed, IndexedSet } from '../../../src/common/indexed-set.js';

describe('IndexedSet', () => {
  it('contains the items that were added and not removed, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (steps) => {
        const set = new IndexedSet<Indexed>();
        const expected = new Set<Indexed>();
        for (const step of steps) {
          const removed = [...expected][step % 3];
          if (step % 2 && removed) {
            set.delete(removed);
            expected.delete(removed);
          } else {
            const item = { index: -1 };
            set.add(item);
            expected.add(item);
          }
          expect(set.size).toBe(expected.size);
          expect(new Set(set.all())).toEqual(expected);
        }
      }),
    );
  });

  it('allows removing items during iteration', () => {
    const set = new IndexedSet<Indexed>();
    const items = [{ index: 0 }, { index: 0 }, { index: 0 }];
    items.forEach((item) => set.add(item));
    for (const item of set.all()) set.delete(item);
    expect(set.size).toBe(0);
  });
});
