/** Ends a text at stop sequences that could not be sent to the upstream. */
export class StopScanner {
  /** The stop sequence that ended the text. */
  matched: string | null = null;
  private held = '';

  constructor(private readonly stops: readonly string[]) {}

  /** Returns what can be shown; a possible start of a stop sequence is held, and everything after one is dropped. */
  accept(text: string): string {
    if (this.stops.length === 0 || text === '') return text;
    if (this.matched !== null) return '';
    const pending = this.held + text;
    const end = this.findStop(pending);
    const shown = end ?? pending.length - Math.max(...this.stops.map((stop) => overlapLength(pending, stop)));
    this.held = end === undefined ? pending.slice(shown) : '';
    return pending.slice(0, shown);
  }

  /** Returns what was held: no stop sequence can be completed anymore. */
  flush(): string {
    const { held } = this;
    this.held = '';
    return held;
  }

  private findStop(text: string): number | undefined {
    const [first] = this.stops
      .map((stop) => ({ stop, position: text.indexOf(stop) }))
      .filter(({ position }) => position >= 0)
      .sort((a, b) => a.position - b.position);
    if (first) this.matched = first.stop;
    return first?.position;
  }
}

/** Counts the characters at the end of a text that may be the start of a mark. */
export function overlapLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
