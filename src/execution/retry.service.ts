import { Inject, Injectable } from '@nestjs/common';
import { defer, tap, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { Conversion, RequestAdjustment } from '../conversion/conversion.js';
import { ApiError } from '../errors/api-error.js';
import { isSignatureError } from '../errors/signature-error.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import { mergeOverrides, noOverrides } from '../providers/learned-overrides.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import type { Upstream } from '../upstream/upstream.js';
import { findApiSwitch } from './api-switch.js';
import { AttemptService } from './attempt.service.js';
import type { IncomingRequest } from './incoming-request.js';
import { isProven } from './rejection-evidence.js';
import type { Rejection } from './rejection-evidence.js';
import { switchToOnError } from './switch-to-on-error.js';
import { retryTransient } from './transient-retry.js';

/** Upstreams report one rejected parameter at a time, so a request may need several attempts. */
const MAX_ATTEMPTS = 4;
/** The attempts of one request so far, and the overrides that their rejections led to. */
interface Attempts {
  readonly count: number;
  readonly overrides: LearnedOverrides;
  readonly lastError?: unknown;
}

const FIRST_ATTEMPT: Attempts = { count: 1, overrides: noOverrides };

/** A rejected attempt and its target. */
interface RejectedAttempt extends Attempts {
  readonly execution: RejectedExecution;
  readonly target: RouteTarget;
}

type RejectedExecution = Pick<MessageExecution<unknown>, 'request' | 'context' | 'isProbe'>;

/**
 * Adaptive retry: if an upstream rejects a parameter or an API, corrects the request, retries it, and remembers the
 * correction.
 */
@Injectable()
export class RetryService {
  constructor(
    private readonly attempts: AttemptService,
    private readonly models: CapabilityRegistry,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Sends a request to a target. Until the response to the client has started, corrects and retries it after a rejection. */
  run<Result>(
    execution: MessageExecution<Result>,
    target: RouteTarget,
    previous: Attempts = FIRST_ATTEMPT,
  ): Observable<Result> {
    const { request, context, send } = execution;
    const conversion = this.attempts.prepare(request, context, target, previous.overrides);
    const attempt =
      this.options.maxRetries > context.state.retries
        ? this.sendWithRetries(execution, conversion, target)
        : send(conversion, target.upstream);
    return switchToOnError(attempt, (error) => {
      const adjustment = this.findAdjustmentFor(error, conversion, { ...previous, execution, target });
      if (!adjustment) throw selectError(error, previous.lastError);
      const overrides = mergeOverrides(previous.overrides, adjustment.overrides);
      return this.run(execution, target, { count: previous.count + 1, overrides, lastError: error });
    });
  }

  /** Sends the request and retries while the upstream is busy or unreachable, up to the limit for all attempts. */
  private sendWithRetries<Result>(
    { context, send }: MessageExecution<Result>,
    conversion: Conversion,
    { upstream }: RouteTarget,
  ): Observable<Result> {
    let hasResponse = false;
    const wait = (delay: number): Observable<unknown> => timer(delay).pipe(tap(() => (context.state.retries += 1)));
    // A response that was cut off may be billed, so a lost connection is retried only if no response has started.
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
    { overrides, count, target, execution }: RejectedAttempt,
  ): RequestAdjustment | undefined {
    if (!(error instanceof ApiError) || count >= MAX_ATTEMPTS) return undefined;
    const { request, context, isProbe = false } = execution;
    const { caller } = context.head;
    const known = mergeOverrides(this.models.findLearned(target, caller), overrides);
    const findFor = (failure: Rejection): RequestAdjustment | undefined => findAdjustment(failure, conversion, known);
    const adjustment = findFor(error);
    if (!adjustment?.isLasting || !isProven(adjustment, error, request.parse(), findFor)) return adjustment;
    this.models.record(target, caller, { overrides: adjustment.overrides, isConfirmed: isProbe });
    context.record.learned = [...context.record.learned, ...Object.keys(adjustment.overrides)];
    return adjustment;
  }
}

function findAdjustment(
  failure: Rejection,
  conversion: Conversion,
  known: LearnedOverrides,
): RequestAdjustment | undefined {
  const { status, extras } = failure;
  const apiSwitch = findApiSwitch(failure, conversion.api, known);
  if (apiSwitch) return apiSwitch;
  return status === 400 && extras.upstreamError ? conversion.findAdjustment(extras.upstreamError, known) : undefined;
}

/**
 * Selects the more useful error for the client: the previous one if the last one gives no reason, or if the last request had
 * no thinking because of the previous one.
 */
function selectError(last: unknown, previous: unknown): unknown {
  const hasNoMessage = last instanceof ApiError && last.extras.upstreamError?.message === '';
  const upstreamError = previous instanceof ApiError ? previous.extras.upstreamError : undefined;
  return hasNoMessage || (upstreamError && isSignatureError(upstreamError)) ? (previous ?? last) : last;
}

/** A request in progress. The same for all attempts and upstreams. */
export interface MessageExecution<Result> {
  readonly request: IncomingRequest;
  readonly context: RequestContext;
  /** Whether the request is the proxy's own, so that its rejection quotes no client. */
  readonly isProbe?: true;
  /** Sends one request to an upstream. */
  readonly send: (conversion: Conversion, upstream: Upstream) => Observable<Result>;
}
