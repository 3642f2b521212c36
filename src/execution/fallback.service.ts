import { Injectable, Logger } from '@nestjs/common';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';
import { parseContextOverflow } from '../errors/context-overflow.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RequestRecord, WritableRequestRecord } from '../request-context/request-record.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { MessageExecution } from './retry.service.js';
import { RetryService } from './retry.service.js';
import { switchToOnError } from './switch-to-on-error.js';

type Targets = readonly [RouteTarget, ...RouteTarget[]];
type Place = Pick<WritableRequestRecord, 'upstream' | 'upstreamModel' | 'upstreamStatus' | 'provider'>;

/** Why a target could not serve a request. */
interface Failure {
  readonly error: unknown;
  readonly place: Place;
}

/** Sends a request to the upstream of its route, and to the fallbacks as long as the client has received nothing. */
@Injectable()
export class FallbackService {
  private readonly logger = new Logger(FallbackService.name);

  constructor(
    private readonly router: UpstreamRouter,
    private readonly retries: RetryService,
  ) {}

  run<Answer>(execution: MessageExecution<Answer>): Observable<Answer> {
    const targets = this.router.resolveTargets(execution.request.model, execution.context.head);
    return targets.length === 1 ? this.retries.run(execution, targets[0]) : this.tryBest(execution, targets);
  }

  /** The client receives the first failure: it comes from the preferred upstream. */
  private tryBest<Answer>(execution: MessageExecution<Answer>, targets: Targets, first?: Failure): Observable<Answer> {
    const target = targets.find(isAvailable) ?? targets[0];
    const [next, ...others] = targets.filter((candidate) => candidate !== target);
    const attempt = defer(() => this.retries.run(execution, target));
    return switchToOnError(
      isAvailable(target) ? target.breaker.watch(attempt, isUpstreamFailure) : attempt,
      (error) => {
        const failure = first ?? { error, place: describePlace(execution.context.record) };
        if (next && shouldFallback(error)) {
          this.report(execution.context);
          return this.tryBest(execution, [next, ...others], failure);
        }
        Object.assign(execution.context.record, failure.place);
        throw failure.error;
      },
    );
  }

  private report(context: RequestContext): void {
    const { requestId, record } = context;
    const { modelRoute, upstream, upstreamModel, upstreamStatus } = record;
    this.logger.warn({ message: 'falling back', requestId, modelRoute, upstream, upstreamModel, upstreamStatus });
    context.observers.onFallback(record);
  }
}

/** Copies what the log reports about the upstream of a failure. */
function describePlace({ upstream, upstreamModel, upstreamStatus, provider }: RequestRecord): Place {
  return { upstream, upstreamModel, upstreamStatus, provider };
}

/** Upstreams with an open circuit breaker or without capacity are tried last. */
function isAvailable({ breaker, upstream }: RouteTarget): boolean {
  return !breaker.isOpen && !upstream.concurrency.isFull;
}

/** Whether to try another upstream: also after a context overflow, since its window may be larger. */
function shouldFallback(error: unknown): boolean {
  if (isUpstreamFailure(error)) return true;
  const failure = error instanceof ApiError && error.status === 400 ? error.extras.upstreamError : undefined;
  return failure !== undefined && parseContextOverflow(failure) !== undefined;
}

/** Whether the upstream is overloaded, broken, too slow or unreachable. */
function isUpstreamFailure(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, extras } = error;
  // A rejected key is a configuration error, which a fallback must not hide.
  return (status === 429 || status >= 500) && extras.headers?.['x-should-retry'] !== 'false';
}
