import { Inject, Injectable } from '@nestjs/common';
import { type Observable, catchError, defer, tap, throwError, timer } from 'rxjs';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../conversion/errors/api-error.js';
import type { Exchange } from '../conversion/exchange.js';
import { mergeQuirks, type ModelQuirks } from '../conversion/quirks/model-quirks.js';
import { type Remedy, toRemedy } from '../conversion/quirks/to-remedy.js';
import type { RequestContext } from '../http/request-context.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import { ModelProfiles } from '../upstream/model-profiles.service.js';
import { ConversionService } from './conversion.service.js';
import { retryTransient } from './retry-transient.js';

/** A model may refuse several things, one at a time; one that refuses more is not worth the client's time. */
const MAX_TRIES = 4;
/** Upstreams that call a bad field unprocessable, and those that report it inside a reply (no status). */
const REFUSED: readonly (number | undefined)[] = [undefined, 400, 422];

/** What one request has learned so far. */
interface Tries {
  readonly count: number;
  readonly quirks: ModelQuirks;
  /** How often a busy or unreachable upstream may still be asked again: one budget for all tries. */
  readonly retriesLeft: number;
  readonly lastError?: unknown;
}

/** Asks the upstream; when its refusal says how it wants to be asked, asks again, and remembers it for the model. */
@Injectable()
export class OwnRetries {
  constructor(
    private readonly conversion: ConversionService,
    private readonly models: ModelProfiles,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Runs `ask` with an exchange, and again with a mended one as long as `ask` has given nothing to the client. */
  run<Answer>(
    request: CreateMessageRequest,
    context: RequestContext,
    ask: (exchange: Exchange) => Observable<Answer>,
    tries: Tries = { count: 1, quirks: {}, retriesLeft: this.options.maxRetries },
  ): Observable<Answer> {
    const exchange = this.conversion.begin(request, context, tries.quirks);
    let isAnswering = false;
    let { retriesLeft } = tries;
    const wait = (delay: number): Observable<unknown> => timer(delay).pipe(tap(() => (retriesLeft -= 1)));
    // A reply that broke off was paid for; only a connection that never gave any is tried again.
    const mayRetry = ({ extras }: ApiError): boolean =>
      !isAnswering && !(extras.isDisconnected && context.upstreamStatus !== undefined);
    return defer(() => ask(exchange)).pipe(
      tap(() => (isAnswering = true)),
      retryTransient(retriesLeft, wait, mayRetry),
      catchError((error: unknown) => {
        const remedy = isAnswering ? undefined : this.findRemedy(error, exchange, tries, context);
        if (!remedy) return throwError(() => (isSilent(error) ? (tries.lastError ?? error) : error));
        const quirks = mergeQuirks(tries.quirks, remedy.quirks);
        return this.run(request, context, ask, { count: tries.count + 1, quirks, retriesLeft, lastError: error });
      }),
    );
  }

  private findRemedy(
    error: unknown,
    { chatRequest }: Exchange,
    { quirks, count }: Tries,
    context: RequestContext,
  ): Remedy | undefined {
    if (!(error instanceof ApiError) || error.status !== 400 || count >= MAX_TRIES) return undefined;
    const { failure, upstreamStatus } = error.extras;
    if (!failure || !REFUSED.includes(upstreamStatus)) return undefined;
    const known = mergeQuirks(this.models.quirksOf(chatRequest.model), quirks);
    const remedy = toRemedy(failure, chatRequest, known);
    if (!remedy?.isLasting) return remedy;
    this.models.learn(chatRequest.model, remedy.quirks);
    context.learned = [...context.learned, ...Object.keys(remedy.quirks)];
    return remedy;
  }
}

/** A failure without words explains less than the one before it. */
function isSilent(error: unknown): boolean {
  return error instanceof ApiError && error.extras.failure?.message === '';
}
