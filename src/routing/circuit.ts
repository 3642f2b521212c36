/** The number of consecutive failures that opens a circuit. */
const FAILURE_THRESHOLD = 5;
/** How long (ms) a circuit stays open: long enough for an upstream to restart. */
export const OPEN_DURATION = 30_000;

/** The result of an attempt; `none` if it says nothing about the upstream. */
export type Outcome = 'success' | 'failure' | 'none';
export type CircuitChange = 'opened' | 'closed' | undefined;

/** Opens after consecutive failures. After the open duration, one attempt at a time tests whether the upstream works again. */
export class Circuit {
  private failures = 0;
  private openedAt: number | undefined;
  private isTesting = false;

  get isOpen(): boolean {
    return this.openedAt !== undefined && (this.isTesting || Date.now() - this.openedAt < OPEN_DURATION);
  }

  /** Begins an attempt. Returns the function that records its outcome. */
  begin(): (outcome: Outcome) => CircuitChange {
    const isTest = this.openedAt !== undefined && !this.isOpen;
    if (isTest) this.isTesting = true;
    return (outcome) => {
      if (isTest) this.isTesting = false;
      if (outcome === 'success') return this.close();
      return outcome === 'failure' ? this.fail(isTest) : undefined;
    };
  }

  private close(): CircuitChange {
    const wasOpen = this.openedAt !== undefined;
    this.openedAt = undefined;
    this.failures = 0;
    return wasOpen ? 'closed' : undefined;
  }

  private fail(isTest: boolean): CircuitChange {
    this.failures += 1;
    const isOpening = this.openedAt === undefined && this.failures >= FAILURE_THRESHOLD;
    // An attempt that began before the circuit opened says nothing new.
    if (isTest || isOpening) this.openedAt = Date.now();
    return isTest || isOpening ? 'opened' : undefined;
  }
}
