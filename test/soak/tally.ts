/** The maximum number of problems to print. */
const SHOWN = 20;

/** The outcomes of a run's requests. */
export class Tally {
  readonly counts = new Map<string, number>();
  readonly problems: string[] = [];
  total = 0;

  count(label: string): void {
    this.total += 1;
    this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
  }

  /** Records a problem. */
  addProblem(problem: string): void {
    this.problems.push(problem);
  }

  /** Counts an outcome, and records a problem if it is not the expected one. */
  expect(actual: string, expected: string, what: string): void {
    this.count(actual);
    if (actual !== expected) this.addProblem(`${what}: ${actual} instead of ${expected}`);
  }

  print(): void {
    for (const [label, count] of [...this.counts].sort(([, one], [, other]) => other - one)) {
      console.log(`  ${String(count).padStart(8)}  ${label}`);
    }
    for (const problem of this.problems.slice(0, SHOWN)) console.log(`  PROBLEM ${problem}`);
    if (this.problems.length > SHOWN) console.log(`  … and ${this.problems.length - SHOWN} more problems`);
  }
}
