/** An item of an IndexedSet, which maintains the index. */
export interface Indexed {
  index: number;
}

/**
 * A set with constant-time removal in any order. A built-in Set would retain removed items in the hash tables that V8
 * discards as it grows and shrinks, so every request would reach the old generation of the heap.
 */
export class IndexedSet<Item extends Indexed> {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: Item): void {
    item.index = this.items.push(item) - 1;
  }

  /** Removes an item that is in the set; the last item takes its index. */
  delete(item: Item): void {
    const last = this.items.pop();
    if (!last || last === item) return;
    last.index = item.index;
    this.items[item.index] = last;
  }

  /** Returns a copy, so that items may be removed during iteration. */
  all(): readonly Item[] {
    return [...this.items];
  }
}
