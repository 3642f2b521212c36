import { Inject, Injectable } from '@nestjs/common';
import { defer, tap, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { Conversion, RequestAdjustment } from '../conversion/conversion.js';
import { ApiError } from '../errors/api-error.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import { mergeOverrides, noOverrides } from '../providers/learned-overrides.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import type { Upstream } from '../upstream/upstream.js';
import { AttemptService } from './attempt.service.js';
import { switchToOnError } from './switch-to-on-error.js';
import { retryTransient } from './transient-retry.js';

/** A model may reject several parameters, one per attempt. */
const MAX_TRIES = 4;
/** Statuses of a rejected field; undefined: it was reported inside a response. */
const REJECTED: readonly (number | undefined)[] = [undefined, 400, 422];

/** What one request has learned so far. */
interface Tries {
  readonly count: number;
  readonly overrides: LearnedOverrides;
  readonly lastError?: unknown;
}

const FIRST_TRY: Tries = { count: 1, overrides: noOverrides };

/** A rejected attempt and its target. */
interface RejectedAttempt extends Tries {
  readonly context: RequestContext;
  readonly target: RouteTarget;
}

/** Adaptive retry: when the upstream rejects a parameter, adjusts the request, retries, and remembers it for the model. */
@Injectable()
export class RetryService {
  constructor(
    private readonly attempts: AttemptService,
    private readonly models: CapabilityRegistry,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Sends a request to a target, and adjusts and retries it as long as the client has received nothing. */
  run<Answer>(execution: MessageExecution<Answer>, target: RouteTarget, tries: Tries = FIRST_TRY): Observable<Answer> {
    const { request, context, send } = execution;
    const conversion = this.attempts.prepare(request, context, target, tries.overrides);
    const attempt =
      this.options.maxRetries > context.state.retries
        ? this.retrying(execution, conversion, target)
        : send(conversion, target.upstream);
    return switchToOnError(attempt, (error) => {
      const adjustment = this.findAdjustmentFor(error, conversion, { ...tries, context, target });
      if (!adjustment) throw hasNoMessage(error) ? (tries.lastError ?? error) : error;
      const overrides = mergeOverrides(tries.overrides, adjustment.overrides);
      return this.run(execution, target, { count: tries.count + 1, overrides, lastError: error });
    });
  }

  /** Retries while the upstream is busy or unreachable, as often as the budget allows. */
  private retrying<Answer>(
    { context, send }: MessageExecution<Answer>,
    conversion: Conversion,
    { upstream }: RouteTarget,
  ): Observable<Answer> {
    let hasResponse = false;
    const wait = (delay: number): Observable<unknown> => timer(delay).pipe(tap(() => (context.state.retries += 1)));
    // A response that was cut off may be billed: only a connection without any response is retried.
    const mayRetry = ({ extras }: ApiError): boolean =>
      !hasResponse && !(extras.isDisconnected && context.record.upstreamStatus !== undefined);
    return defer(() => send(conversion, upstream)).pipe(
      tap(() => (hasResponse = true)),
      retryTransient(this.options.maxRetries - context.state.retries, wait, mayRetry),
    );
  }

  private findAdjustmentFor(
    error: unknown,
    conversion: Conversion,
    { overrides, count, target, context }: RejectedAttempt,
  ): RequestAdjustment | undefined {
    if (!(error instanceof ApiError) || error.status !== 400 || count >= MAX_TRIES) return undefined;
    const { upstreamError, upstreamStatus } = error.extras;
    if (!upstreamError || !REJECTED.includes(upstreamStatus)) return undefined;
    const { upstream, model } = target;
    const known = mergeOverrides(this.models.findLearned(upstream, model), overrides);
    const adjustment = conversion.findAdjustment(upstreamError, known);
    if (!adjustment?.isLasting) return adjustment;
    this.models.record(upstream, model, adjustment.overrides);
    context.record.learned = [...context.record.learned, ...Object.keys(adjustment.overrides)];
    return adjustment;
  }
}

/** A failure without a message explains less than the previous one. */
function hasNoMessage(error: unknown): boolean {
  return error instanceof ApiError && error.extras.upstreamError?.message === '';
}

/** One request being served: what stays the same over all attempts and upstreams. */
export interface MessageExecution<Answer> {
  readonly request: CreateMessageRequest;
  readonly context: RequestContext;
  /** Sends one request to an upstream. */
  readonly send: (conversion: Conversion, upstream: Upstream) => Observable<Answer>;
}
