import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Indexed, IndexedSet } from '../../../src/common/indexed-set.js';

describe('OpenList', () => {
  it('holds what has come and not gone, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (steps) => {
        const list = new IndexedSet<Indexed>();
        const held = new Set<Indexed>();
        for (const step of steps) {
          const leaving = [...held][step % 3];
          if (step % 2 && leaving) {
            list.delete(leaving);
            held.delete(leaving);
          } else {
            const item = { place: -1 };
            list.add(item);
            held.add(item);
          }
          expect(list.size).toBe(held.size);
          expect(new Set(list.all())).toEqual(held);
        }
      }),
    );
  });

  it('can be left while it is gone through', () => {
    const list = new IndexedSet<Indexed>();
    const items = [{ place: 0 }, { place: 0 }, { place: 0 }];
    items.forEach((item) => list.add(item));
    for (const item of list.all()) list.delete(item);
    expect(list.size).toBe(0);
  });
});
