import { Injectable, Logger } from '@nestjs/common';
import { type Observable, defer } from 'rxjs';
import type { RequestContext } from '../http/request-context.js';
import type { Target } from '../routing/target.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { Errand } from './errand.js';
import { isFailing } from './is-failing.js';
import { isWorthAnother } from './is-worth-another.js';
import { orElse } from './or-else.js';
import { OwnRetries } from './own-retries.service.js';

type Targets = readonly [Target, ...Target[]];
type Place = Pick<RequestContext, 'upstream' | 'upstreamModel' | 'upstreamStatus' | 'provider'>;

/** Why a target could not serve a request. */
interface Failure {
  readonly error: unknown;
  readonly place: Place;
}

/** Asks the upstream of the request's route, and its fallbacks as long as the client has been given nothing. */
@Injectable()
export class Fallbacks {
  private readonly logger = new Logger(Fallbacks.name);

  constructor(
    private readonly router: UpstreamRouter,
    private readonly retries: OwnRetries,
  ) {}

  run<Answer>(errand: Errand<Answer>): Observable<Answer> {
    const targets = this.router.targetsOf(errand.request.model, errand.context);
    return targets.length === 1 ? this.retries.run(errand, targets[0]) : this.tryBest(errand, targets);
  }

  /** The client is told of the first failure: its upstream is the one that the client should come back for. */
  private tryBest<Answer>(errand: Errand<Answer>, targets: Targets, first?: Failure): Observable<Answer> {
    const target = targets.find(isOpen) ?? targets[0];
    const [next, ...others] = targets.filter((candidate) => candidate !== target);
    const asked = defer(() => this.retries.run(errand, target));
    return orElse(isOpen(target) ? target.breaker.watch(asked, isFailing) : asked, (error) => {
      const failure = first ?? { error, place: toPlace(errand.context) };
      if (next && isWorthAnother(error)) {
        this.report(errand.context);
        return this.tryBest(errand, [next, ...others], failure);
      }
      Object.assign(errand.context, failure.place);
      throw failure.error;
    });
  }

  private report(context: RequestContext): void {
    const { requestId, modelRoute, upstream, upstreamModel, upstreamStatus } = context;
    this.logger.warn({ message: 'falling back', requestId, modelRoute, upstream, upstreamModel, upstreamStatus });
    context.observers.onFallback(context);
  }
}

/** What the log says of a failure's upstream. */
function toPlace({ upstream, upstreamModel, upstreamStatus, provider }: RequestContext): Place {
  return { upstream, upstreamModel, upstreamStatus, provider };
}

/** Those that keep failing or have no place come last: they are better than nothing. */
function isOpen({ breaker, upstream }: Target): boolean {
  return !breaker.isPassedOver && !upstream.places.isFull;
}
