import { Logger } from '@nestjs/common';
import { Observable, tap } from 'rxjs';
import { LruMap } from '../common/lru-map.js';
import { Circuit, OPEN_DURATION, type Outcome } from './circuit.js';

/** With more callers than this, the least recently failed ones are forgotten. */
const MAX_CALLERS = 1000;
/** Failures of a single caller can be caused by its requests. */
const MIN_CALLERS = 2;

/**
 * Opens after consecutive failures of one model of an upstream: for the caller whose requests failed and, if those of several
 * callers failed, for all. While it is open, other targets are tried first.
 */
export class CircuitBreaker {
  private readonly logger = new Logger(CircuitBreaker.name);
  private readonly shared = new Circuit(MIN_CALLERS);
  private readonly byCaller = new LruMap<Circuit>(MAX_CALLERS);

  constructor(private readonly target: { readonly upstream: string; readonly upstreamModel?: string }) {}

  isOpenFor(caller: string): boolean {
    return this.shared.isOpen || this.byCaller.get(caller)?.isOpen === true;
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
    const own = this.byCaller.get(caller) ?? new Circuit(1);
    const circuits = [
      { scope: 'everybody', record: this.shared.begin(caller) },
      { scope: 'caller', record: own.begin(caller) },
    ];
    let isRecorded = false;
    return (outcome) => {
      if (isRecorded) return;
      isRecorded = true;
      if (outcome === 'failure') this.byCaller.set(caller, own);
      for (const { scope, record } of circuits) this.log(record(outcome), scope, caller);
    };
  }

  private log(change: 'opened' | 'closed' | undefined, scope: string, caller: string): void {
    const details = { ...this.target, scope, ...(scope === 'caller' && { caller }) };
    if (change === 'opened') {
      this.logger.warn({ message: 'circuit breaker opened', ...details, seconds: OPEN_DURATION / 1000 });
    }
    if (change === 'closed') this.logger.log({ message: 'circuit breaker closed', ...details });
  }
}
