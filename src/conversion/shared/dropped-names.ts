/** Collects the names of the parts of a request that the upstream does not receive. */
export class DroppedNames {
  private readonly names = new Set<string>();

  add(name: string): void {
    this.names.add(name.replace(/[^\w.-]/g, '_').slice(0, 64));
  }

  list(): readonly string[] {
    return [...this.names];
  }
}

/** Maximum length of the header value, in characters. */
const MAX_HEADER_LENGTH = 1024;

/** Formats the `x-proxy-dropped` header: names of the dropped fields, restricted to [\w.-] and at most 1 kB in total. */
export function formatDroppedHeader(dropped: readonly string[]): string {
  let header = '';
  for (const name of new Set(dropped.map((text) => text.replace(/[^\w.-]/g, '_')))) {
    const longer = header === '' ? name : `${header}, ${name}`;
    if (longer.length > MAX_HEADER_LENGTH) break;
    header = longer;
  }
  return header;
}
