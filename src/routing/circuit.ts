/** The number of consecutive failures that opens a circuit. */
const FAILURE_THRESHOLD = 5;
/** How long (ms) a circuit stays open: long enough for an upstream to restart. */
export const OPEN_DURATION = 30_000;

/** The result of an attempt; `none` if it says nothing about the upstream. */
export type Outcome = 'success' | 'failure' | 'none';

/**
 * Opens after consecutive failures of a minimum number of callers. After the open duration, one attempt at a time tests the
 * upstream: a success closes the circuit, and failures of that number of callers open it again.
 */
export class Circuit {
  private failures = 0;
  private readonly failedCallers = new Set<string>();
  private openedAt: number | undefined;
  private isTesting = false;

  constructor(private readonly minCallers: number) {}

  get isOpen(): boolean {
    return this.openedAt !== undefined && (this.isTesting || Date.now() - this.openedAt < OPEN_DURATION);
  }

  /** Begins an attempt. Returns the function that records its outcome, which returns whether the circuit opened or closed. */
  begin(caller: string): (outcome: Outcome) => 'opened' | 'closed' | undefined {
    const isTest = this.openedAt !== undefined && !this.isOpen;
    if (isTest) this.isTesting = true;
    return (outcome) => {
      if (isTest) this.isTesting = false;
      if (outcome === 'success') return this.close();
      return outcome === 'failure' ? this.fail(caller, isTest) : undefined;
    };
  }

  private close(): 'closed' | undefined {
    const wasOpen = this.openedAt !== undefined;
    this.openedAt = undefined;
    this.failures = 0;
    this.failedCallers.clear();
    return wasOpen ? 'closed' : undefined;
  }

  private fail(caller: string, isTest: boolean): 'opened' | undefined {
    // Attempts that began before the circuit opened say nothing new.
    if (this.openedAt !== undefined && !isTest) return undefined;
    this.failures += 1;
    this.failedCallers.add(caller);
    if (this.failedCallers.size < this.minCallers || (!isTest && this.failures < FAILURE_THRESHOLD)) return undefined;
    this.openedAt = Date.now();
    this.failures = 0;
    this.failedCallers.clear();
    return 'opened';
  }
}
