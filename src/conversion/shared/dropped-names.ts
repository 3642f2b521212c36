/** Collects the names of what a request asks for and the upstream will not get. */
export class DroppedNames {
  private readonly names = new Set<string>();

  add(name: string): void {
    this.names.add(name.replace(/[^\w.-]/g, '_').slice(0, 64));
  }

  list(): readonly string[] {
    return [...this.names];
  }
}
