import { Inject, Injectable } from '@nestjs/common';
import { type Observable, defer, tap, timer } from 'rxjs';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../conversion/errors/api-error.js';
import type { Exchange } from '../conversion/exchange.js';
import { mergeQuirks, type ModelQuirks, noQuirks } from '../conversion/quirks/model-quirks.js';
import { type Remedy, toRemedy } from '../conversion/quirks/to-remedy.js';
import type { RequestContext } from '../http/request-context.js';
import type { Target } from '../routing/target.js';
import { ModelProfiles } from '../upstream/model-profiles.service.js';
import { ConversionService } from './conversion.service.js';
import type { Errand } from './errand.js';
import { orElse } from './or-else.js';
import { retryTransient } from './retry-transient.js';

/** A model may refuse several things, one at a time; one that refuses more is not worth the client's time. */
const MAX_TRIES = 4;
/** Upstreams that call a bad field unprocessable, and those that report it inside a reply (no status). */
const REFUSED: readonly (number | undefined)[] = [undefined, 400, 422];

/** What one request has learned so far. */
interface Tries {
  readonly count: number;
  readonly quirks: ModelQuirks;
  readonly lastError?: unknown;
}

const FIRST_TRY: Tries = { count: 1, quirks: noQuirks };

/** A try that was refused, and where. */
interface Refused extends Tries {
  readonly context: RequestContext;
  readonly target: Target;
}

/** Asks the upstream; when its refusal says how it wants to be asked, asks again, and remembers it for the model. */
@Injectable()
export class OwnRetries {
  constructor(
    private readonly conversion: ConversionService,
    private readonly models: ModelProfiles,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Asks a target, and again in a mended way as long as the client has been given nothing. */
  run<Answer>(errand: Errand<Answer>, target: Target, tries: Tries = FIRST_TRY): Observable<Answer> {
    const { request, context, ask } = errand;
    const exchange = this.conversion.begin(request, context, target, tries.quirks);
    const asked =
      this.options.maxRetries > context.retries
        ? this.retrying(errand, exchange, target)
        : ask(exchange, target.upstream);
    return orElse(asked, (error) => {
      const remedy = this.findRemedy(error, exchange, { ...tries, context, target });
      if (!remedy) throw isSilent(error) ? (tries.lastError ?? error) : error;
      const quirks = mergeQuirks(tries.quirks, remedy.quirks);
      return this.run(errand, target, { count: tries.count + 1, quirks, lastError: error });
    });
  }

  /** Asks a busy or unreachable upstream again, as often as the budget allows. */
  private retrying<Answer>(
    { context, ask }: Errand<Answer>,
    exchange: Exchange,
    { upstream }: Target,
  ): Observable<Answer> {
    let isAnswering = false;
    const wait = (delay: number): Observable<unknown> => timer(delay).pipe(tap(() => (context.retries += 1)));
    // A reply that broke off was paid for; only a connection that never gave any is tried again.
    const mayRetry = ({ extras }: ApiError): boolean =>
      !isAnswering && !(extras.isDisconnected && context.upstreamStatus !== undefined);
    return defer(() => ask(exchange, upstream)).pipe(
      tap(() => (isAnswering = true)),
      retryTransient(this.options.maxRetries - context.retries, wait, mayRetry),
    );
  }

  private findRemedy(
    error: unknown,
    { chatRequest }: Exchange,
    { quirks, count, target, context }: Refused,
  ): Remedy | undefined {
    if (!(error instanceof ApiError) || error.status !== 400 || count >= MAX_TRIES) return undefined;
    const { failure, upstreamStatus } = error.extras;
    if (!failure || !REFUSED.includes(upstreamStatus)) return undefined;
    const { upstream, model } = target;
    const known = mergeQuirks(this.models.quirksOf(upstream, model), quirks);
    const remedy = toRemedy(failure, chatRequest, known);
    if (!remedy?.isLasting) return remedy;
    this.models.learn(upstream, model, remedy.quirks);
    context.learned = [...context.learned, ...Object.keys(remedy.quirks)];
    return remedy;
  }
}

/** A failure without words explains less than the one before it. */
function isSilent(error: unknown): boolean {
  return error instanceof ApiError && error.extras.failure?.message === '';
}
