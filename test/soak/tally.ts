/** How many problems are worth printing. */
const SHOWN = 20;

/** What became of the requests of a run. */
export class Tally {
  readonly counts = new Map<string, number>();
  readonly problems: string[] = [];
  total = 0;

  count(label: string): void {
    this.total += 1;
    this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
  }

  /** Notes what must not happen. */
  blame(problem: string): void {
    this.problems.push(problem);
  }

  /** Counts `label`, and blames it for being another one than `expected`. */
  expect(actual: string, expected: string, what: string): void {
    this.count(actual);
    if (actual !== expected) this.blame(`${what}: ${actual} instead of ${expected}`);
  }

  print(): void {
    for (const [label, count] of [...this.counts].sort(([, one], [, other]) => other - one)) {
      console.log(`  ${String(count).padStart(8)}  ${label}`);
    }
    for (const problem of this.problems.slice(0, SHOWN)) console.log(`  PROBLEM ${problem}`);
    if (this.problems.length > SHOWN) console.log(`  … and ${this.problems.length - SHOWN} more problems`);
  }
}
