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
type UpstreamDetails = Pick<WritableRequestRecord, 'upstream' | 'upstreamModel' | 'upstreamStatus' | 'provider'>;

/** Why a target could not serve a request. */
interface Failure {
  readonly error: unknown;
  readonly details: UpstreamDetails;
}

/** Sends a request to the first target of its route and, until the response to the client has started, to its fallbacks. */
@Injectable()
export class FallbackService {
  private readonly logger = new Logger(FallbackService.name);

  constructor(
    private readonly router: UpstreamRouter,
    private readonly retries: RetryService,
  ) {}

  run<Result>(execution: MessageExecution<Result>): Observable<Result> {
    const targets = this.router.resolveTargets(execution.request.model, execution.context.head);
    return targets.length === 1 ? this.retries.run(execution, targets[0]) : this.tryTargets(execution, targets);
  }

  /** Tries the targets in turn. If all fail, the client receives the first failure, that of the preferred upstream. */
  private tryTargets<Result>(
    execution: MessageExecution<Result>,
    targets: Targets,
    first?: Failure,
  ): Observable<Result> {
    const target = targets.find(isAvailable) ?? targets[0];
    const [next, ...others] = targets.filter((candidate) => candidate !== target);
    const attempt = defer(() => this.retries.run(execution, target));
    return switchToOnError(
      isAvailable(target) ? target.breaker.watch(attempt, isUpstreamFailure) : attempt,
      (error) => {
        const failure = first ?? { error, details: copyUpstreamDetails(execution.context.record) };
        if (next && shouldFallback(error)) {
          this.report(execution.context);
          return this.tryTargets(execution, [next, ...others], failure);
        }
        Object.assign(execution.context.record, failure.details);
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

/** Copies the details of the failed upstream for the log. */
function copyUpstreamDetails({ upstream, upstreamModel, upstreamStatus, provider }: RequestRecord): UpstreamDetails {
  return { upstream, upstreamModel, upstreamStatus, provider };
}

/** Upstreams with an open circuit breaker or without capacity are tried last. */
function isAvailable({ breaker, upstream }: RouteTarget): boolean {
  return !breaker.isOpen && !upstream.concurrency.isFull;
}

/** Whether to try another upstream. A context overflow counts, because the other model may have a larger window. */
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
