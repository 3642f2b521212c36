/** A map of limited size. When it is full, a new entry replaces the least recently used one. */
export class LruMap<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly maxSize: number) {}

  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    // The order matters only once the map is full.
    if (value !== undefined && this.entries.size >= this.maxSize) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    const oldest = this.entries.size > this.maxSize ? this.entries.keys().next() : undefined;
    if (oldest?.done === false) this.entries.delete(oldest.value);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
