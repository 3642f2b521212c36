import { createHash } from 'node:crypto';

const legalName = /^[A-Za-z0-9_-]{1,64}$/;

/** Makes the names of a request's tools legal for the upstream, with the way back. */
export class ToolNames {
  /** The names of the tools offered, as the upstream knows them. */
  readonly upstreamNames: readonly string[];
  private readonly clientNames: ReadonlyMap<string, string>;

  constructor(names: readonly string[]) {
    this.clientNames = new Map(names.map((name) => [this.toUpstream(name), name]));
    this.upstreamNames = [...this.clientNames.keys()];
  }

  toUpstream(name: string): string {
    if (legalName.test(name)) return name;
    // The hash keeps apart the names that differ only in what is illegal or too long.
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
    return `${name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 55)}_${hash}`;
  }

  toClient(name: string): string {
    return this.clientNames.get(name) ?? name;
  }
}
