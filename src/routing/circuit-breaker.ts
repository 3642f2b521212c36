import { Logger } from '@nestjs/common';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import { Observable, tap } from 'rxjs';
import { ApiError } from '../errors/api-error.js';

/** The number of consecutive failures that opens the circuit breaker. */
const FAILURE_THRESHOLD = 5;
/** How long (ms) the circuit breaker stays open: long enough for an upstream to restart. */
const OPEN_DURATION = 30_000;

/** Opens after consecutive failures of one model of an upstream. While it is open, other targets are tried first. */
export class CircuitBreaker {
  private readonly logger = new Logger(CircuitBreaker.name);
  private openedAt = 0;
  private readonly policy = circuitBreaker(handleType(ApiError), {
    halfOpenAfter: OPEN_DURATION,
    breaker: new ConsecutiveBreaker(FAILURE_THRESHOLD),
  });

  constructor(target: { readonly upstream: string; readonly upstreamModel?: string }) {
    this.policy.onBreak(() => {
      this.openedAt = Date.now();
      this.logger.warn({ message: 'circuit breaker opened', ...target, seconds: OPEN_DURATION / 1000 });
    });
    this.policy.onReset(() => this.logger.log({ message: 'circuit breaker closed', ...target }));
  }

  /** After the open duration, a single request tests whether the upstream works again. */
  get isOpen(): boolean {
    const { state } = this.policy;
    if (state === CircuitState.Open) return Date.now() - this.openedAt < OPEN_DURATION;
    return state === CircuitState.HalfOpen;
  }

  /**
   * Records the outcome of an attempt: the first value is a success. A client that disconnects before it counts neither as a
   * success nor as a failure.
   */
  watch<Value>(source: Observable<Value>, isUpstreamFailure: (error: unknown) => boolean): Observable<Value> {
    return new Observable((subscriber) => {
      const { promise, resolve, reject } = createDeferred();
      // The subscriber receives errors from the source; these promises only inform the breaker.
      promise.catch(() => undefined);
      this.policy.execute(() => promise).catch(() => undefined);
      const outcome = tap<Value>({
        next: resolve,
        complete: resolve,
        error: (error: unknown) => (isUpstreamFailure(error) ? reject(error) : resolve()),
        unsubscribe: () => reject(undefined),
      });
      return source.pipe(outcome).subscribe(subscriber);
    });
  }
}

/** Node 20 has no Promise.withResolvers. */
function createDeferred() {
  let resolve = (): void => undefined;
  let reject = (_reason: unknown): void => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
