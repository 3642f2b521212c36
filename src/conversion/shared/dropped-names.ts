/** Collects the names of what a request contains and the upstream does not receive. */
export class DroppedNames {
  private readonly names = new Set<string>();

  add(name: string): void {
    this.names.add(name.replace(/[^\w.-]/g, '_').slice(0, 64));
  }

  list(): readonly string[] {
    return [...this.names];
  }
}
