import { Injectable, Logger } from '@nestjs/common';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';
import { parseContextOverflow } from '../errors/context-overflow.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RequestRecord, WritableRequestRecord } from '../request-context/request-record.js';
import type { RouteTarget } from '../routing/route-target.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { MessageExecution } from './message-execution.js';
import { RetryService } from './retry.service.js';
import { switchToOnError } from './switch-to-on-error.js';

type Targets = readonly [RouteTarget, ...RouteTarget[]];
type Place = Pick<WritableRequestRecord, 'upstream' | 'upstreamModel' | 'upstreamStatus' | 'provider'>;

/** Why a target could not serve a request. */
interface Failure {
  readonly error: unknown;
  readonly place: Place;
}

/** Asks the upstream of the request's route, and its fallbacks as long as the client has been given nothing. */
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

  /** The client is told of the first failure: its upstream is the one that the client should come back for. */
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

/** What the log says of a failure's upstream. */
function describePlace({ upstream, upstreamModel, upstreamStatus, provider }: RequestRecord): Place {
  return { upstream, upstreamModel, upstreamStatus, provider };
}

/** Those that keep failing or have no place come last: they are better than nothing. */
function isAvailable({ breaker, upstream }: RouteTarget): boolean {
  return !breaker.isOpen && !upstream.concurrency.isFull;
}

/** Tells a failure after which another upstream is asked: also a prompt that is too long, for another may have room for it. */
function shouldFallback(error: unknown): boolean {
  if (isUpstreamFailure(error)) return true;
  const failure = error instanceof ApiError && error.status === 400 ? error.extras.upstreamError : undefined;
  return failure !== undefined && parseContextOverflow(failure) !== undefined;
}

/** Tells the failure of an upstream that is overloaded, broken, too slow or not to be reached. */
function isUpstreamFailure(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, extras } = error;
  // A key that is refused is a fault of the configuration, which must not stay hidden.
  return (status === 429 || status >= 500) && extras.headers?.['x-should-retry'] !== 'false';
}
