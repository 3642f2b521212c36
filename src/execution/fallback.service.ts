import { Injectable, Logger } from '@nestjs/common';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { ApiError } from '../errors/api-error.js';
import { isSignatureError } from '../errors/signature-error.js';
import { parseContextOverflow } from '../errors/context-overflow.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RequestRecord, WritableRequestRecord } from '../request-context/request-record.js';
import type { Outcome } from '../routing/circuit.js';
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
    const { context } = execution;
    const caller = context.head.caller?.id ?? 'anonymous';
    const isAvailable = ({ breaker, upstream }: RouteTarget): boolean =>
      !breaker.isOpenFor(caller) && !upstream.concurrency.isFull;
    // Upstreams with an open circuit breaker or without capacity are tried last.
    const target = targets.find(isAvailable) ?? targets[0];
    const [next, ...others] = targets.filter((candidate) => candidate !== target);
    const attempt = defer(() => this.retries.run(execution, target));
    return switchToOnError(
      isAvailable(target) ? target.breaker.watch(attempt, caller, (error) => classifyOutcome(error, context)) : attempt,
      (error) => {
        const failure = first ?? { error, details: copyUpstreamDetails(context.record) };
        if (next && shouldFallback(error)) {
          this.report(context);
          return this.tryTargets(execution, [next, ...others], failure);
        }
        Object.assign(context.record, failure.details);
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

/**
 * Whether to try another upstream. A context overflow counts, because the other model may have a larger window, and so does
 * a signature of thinking, because the upstream that created it accepts it.
 */
function shouldFallback(error: unknown): boolean {
  if (isUpstreamFailure(error)) return true;
  const failure = error instanceof ApiError && error.status === 400 ? error.extras.upstreamError : undefined;
  return failure !== undefined && (parseContextOverflow(failure) !== undefined || isSignatureError(failure));
}

/**
 * What an error means for the circuit breaker. A whole response that takes too long, or a rate limit of the caller's own key,
 * says nothing about the upstream.
 */
function classifyOutcome(error: unknown, { head, record }: RequestContext): Outcome {
  if (!isUpstreamFailure(error)) return 'success';
  const { status, extras } = error;
  const isSlowResponse = extras.isTooSlow === true && record.isStream !== true;
  return isSlowResponse || (status === 429 && head.caller?.usesProxyKey === false) ? 'none' : 'failure';
}

/** Whether the upstream is overloaded, broken, too slow or unreachable. */
function isUpstreamFailure(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { status, extras } = error;
  // A rejected key is a configuration error, which a fallback must not hide.
  return (status === 429 || status >= 500) && extras.headers?.['x-should-retry'] !== 'false';
}
