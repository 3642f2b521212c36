import { Inject, Injectable } from '@nestjs/common';
import { type Observable, defer, tap, timer } from 'rxjs';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import type { Conversion, RequestAdjustment } from '../conversion/conversion.js';
import { mergeOverrides, type LearnedOverrides, noOverrides } from '../providers/learned-overrides.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RouteTarget } from '../routing/route-target.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import type { MessageExecution } from './message-execution.js';
import { AttemptService } from './attempt.service.js';
import { switchToOnError } from './switch-to-on-error.js';
import { retryTransient } from './transient-retry.js';

/** A model may refuse several things, one at a time; one that refuses more is not worth the client's time. */
const MAX_TRIES = 4;
/** Upstreams that call a bad field unprocessable, and those that report it inside a reply (no status). */
const REFUSED: readonly (number | undefined)[] = [undefined, 400, 422];

/** What one request has learned so far. */
interface Tries {
  readonly count: number;
  readonly overrides: LearnedOverrides;
  readonly lastError?: unknown;
}

const FIRST_TRY: Tries = { count: 1, overrides: noOverrides };

/** A try that was refused, and where. */
interface Refused extends Tries {
  readonly context: RequestContext;
  readonly target: RouteTarget;
}

/** Asks the upstream; when its refusal says how it wants to be asked, asks again, and remembers it for the model. */
@Injectable()
export class RetryService {
  constructor(
    private readonly attempts: AttemptService,
    private readonly models: CapabilityRegistry,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Asks a target, and again in a mended way as long as the client has been given nothing. */
  run<Answer>(execution: MessageExecution<Answer>, target: RouteTarget, tries: Tries = FIRST_TRY): Observable<Answer> {
    const { request, context, send } = execution;
    const conversion = this.attempts.prepare(request, context, target, tries.overrides);
    const attempt =
      this.options.maxRetries > context.state.retries
        ? this.retrying(execution, conversion, target)
        : send(conversion, target.upstream);
    return switchToOnError(attempt, (error) => {
      const adjustment = this.findAdjustmentFor(error, conversion, { ...tries, context, target });
      if (!adjustment) throw isSilent(error) ? (tries.lastError ?? error) : error;
      const overrides = mergeOverrides(tries.overrides, adjustment.overrides);
      return this.run(execution, target, { count: tries.count + 1, overrides, lastError: error });
    });
  }

  /** Asks a busy or unreachable upstream again, as often as the budget allows. */
  private retrying<Answer>(
    { context, send }: MessageExecution<Answer>,
    conversion: Conversion,
    { upstream }: RouteTarget,
  ): Observable<Answer> {
    let isAnswering = false;
    const wait = (delay: number): Observable<unknown> => timer(delay).pipe(tap(() => (context.state.retries += 1)));
    // A reply that broke off was paid for; only a connection that never gave any is tried again.
    const mayRetry = ({ extras }: ApiError): boolean =>
      !isAnswering && !(extras.isDisconnected && context.record.upstreamStatus !== undefined);
    return defer(() => send(conversion, upstream)).pipe(
      tap(() => (isAnswering = true)),
      retryTransient(this.options.maxRetries - context.state.retries, wait, mayRetry),
    );
  }

  private findAdjustmentFor(
    error: unknown,
    conversion: Conversion,
    { overrides, count, target, context }: Refused,
  ): RequestAdjustment | undefined {
    if (!(error instanceof ApiError) || error.status !== 400 || count >= MAX_TRIES) return undefined;
    const { upstreamError, upstreamStatus } = error.extras;
    if (!upstreamError || !REFUSED.includes(upstreamStatus)) return undefined;
    const { upstream, model } = target;
    const known = mergeOverrides(this.models.findLearned(upstream, model), overrides);
    const adjustment = conversion.findAdjustment(upstreamError, known);
    if (!adjustment?.isLasting) return adjustment;
    this.models.record(upstream, model, adjustment.overrides);
    context.record.learned = [...context.record.learned, ...Object.keys(adjustment.overrides)];
    return adjustment;
  }
}

/** A failure without words explains less than the one before it. */
function isSilent(error: unknown): boolean {
  return error instanceof ApiError && error.extras.upstreamError?.message === '';
}
