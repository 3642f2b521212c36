import { Logger } from '@nestjs/common';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import { Observable, tap } from 'rxjs';
import { ApiError } from '../errors/api-error.js';

/** So many failures in a row are no accident. */
const FAILURES = 5;
/** How long (ms) an upstream is left alone: long enough for a restart, short enough to be forgotten. */
const PAUSE = 30_000;

/** Watches how tries at one model of an upstream turn out, and says when it is better to go elsewhere. */
export class CircuitBreaker {
  private readonly logger = new Logger(CircuitBreaker.name);
  private openedAt = 0;
  private readonly policy = circuitBreaker(handleType(ApiError), {
    halfOpenAfter: PAUSE,
    breaker: new ConsecutiveBreaker(FAILURES),
  });

  constructor(target: { readonly upstream: string; readonly upstreamModel?: string }) {
    this.policy.onBreak(() => {
      this.openedAt = Date.now();
      this.logger.warn({ message: 'upstream passed over', ...target, seconds: PAUSE / 1000 });
    });
    this.policy.onReset(() => this.logger.log({ message: 'upstream is back', ...target }));
  }

  /** After the pause a single request finds out whether the upstream is back. */
  get isOpen(): boolean {
    const { state } = this.policy;
    if (state === CircuitState.Open) return Date.now() - this.openedAt < PAUSE;
    return state === CircuitState.HalfOpen;
  }

  /** Notes how a try turns out. A client that leaves before there is an answer says nothing of the upstream. */
  watch<Answer>(source: Observable<Answer>, isUpstreamFailure: (error: unknown) => boolean): Observable<Answer> {
    return new Observable((subscriber) => {
      const { promise, resolve, reject } = withResolvers();
      // The outcome is the breaker's business alone: nobody else waits for these promises.
      promise.catch(() => undefined);
      this.policy.execute(() => promise).catch(() => undefined);
      const outcome = tap<Answer>({
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
function withResolvers() {
  let resolve = (): void => undefined;
  let reject = (_reason: unknown): void => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
