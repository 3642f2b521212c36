import { Logger } from '@nestjs/common';
import { Observable, tap } from 'rxjs';
import { LruMap } from '../common/lru-map.js';
import { Circuit, type CircuitChange, OPEN_DURATION, type Outcome } from './circuit.js';

/** With more callers than this, those whose requests failed the longest ago are forgotten. */
const MAX_CALLERS = 1000;
/** Failures of a single caller may be due to its requests. */
const MIN_CALLERS = 2;

/**
 * Opens after consecutive failures of one model of an upstream: for the caller whose requests failed and, if it is open for
 * two callers, for all. While it is open, other targets are tried first.
 */
export class CircuitBreaker {
  private readonly logger = new Logger(CircuitBreaker.name);
  /** The circuits of callers whose requests failed. */
  private readonly circuits = new LruMap<Circuit>(MAX_CALLERS);
  private readonly opened = new Set<Circuit>();

  constructor(private readonly target: { readonly upstream: string; readonly upstreamModel?: string }) {}

  isOpenFor(caller: string): boolean {
    if (this.circuits.isEmpty) return false;
    return this.circuits.get(caller)?.isOpen === true || this.isOpenForAll();
  }

  /**
   * Records the outcome of an attempt: the first value is a success. A client that disconnects before it counts neither as a
   * success nor as a failure.
   */
  watch<Value>(source: Observable<Value>, caller: string, classify: (error: unknown) => Outcome): Observable<Value> {
    return new Observable((subscriber) => {
      const record = this.begin(caller);
      const outcome = tap<Value>({
        next: () => record('success'),
        complete: () => record('success'),
        error: (error: unknown) => record(classify(error)),
        unsubscribe: () => record('none'),
      });
      return source.pipe(outcome).subscribe(subscriber);
    });
  }

  /** Begins an attempt. Returns the function that records its outcome; only the first call has an effect. */
  private begin(caller: string): (outcome: Outcome) => void {
    const circuit = this.circuits.get(caller) ?? new Circuit();
    const record = circuit.begin();
    let isRecorded = false;
    return (outcome) => {
      if (isRecorded) return;
      isRecorded = true;
      if (outcome === 'failure') this.circuits.set(caller, circuit);
      this.apply(record(outcome), circuit, caller);
    };
  }

  private apply(change: CircuitChange, circuit: Circuit, caller: string): void {
    if (change === undefined) return;
    for (const other of this.opened) if (!other.isOpen || this.opened.size > MAX_CALLERS) this.opened.delete(other);
    if (change === 'opened') this.opened.add(circuit);
    const details = { ...this.target, caller, isOpenForAll: this.isOpenForAll() };
    if (change === 'closed') this.logger.log({ message: 'circuit breaker closed', ...details });
    else this.logger.warn({ message: 'circuit breaker opened', ...details, seconds: OPEN_DURATION / 1000 });
  }

  private isOpenForAll(): boolean {
    let count = 0;
    for (const { isOpen } of this.opened) if (isOpen && ++count === MIN_CALLERS) return true;
    return false;
  }
}
