/** Knows its place in a list. */
export interface Indexed {
  place: number;
}

/**
 * What comes and goes in any order. A Set would do the same, but the tables that V8 leaves behind as a Set changes keep
 * alive what was in them: every request would survive to the old generation of the heap.
 */
export class IndexedSet<Item extends Indexed> {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  add(item: Item): void {
    item.place = this.items.push(item) - 1;
  }

  /** To be called once for each that was added; the last one takes its place. */
  delete(item: Item): void {
    const last = this.items.pop();
    if (!last || last === item) return;
    last.place = item.place;
    this.items[item.place] = last;
  }

  /** Those in it now: they may leave meanwhile. */
  all(): readonly Item[] {
    return [...this.items];
  }
}
