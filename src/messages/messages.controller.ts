import { Controller, HttpCode, HttpStatus, Post, VERSION_NEUTRAL } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Conversion, StreamBatch } from '../conversion/conversion.js';
import type { ForwardedMessage } from '../conversion/forwarded-message.js';
import type { IncomingRequest } from '../execution/incoming-request.js';
import { Context, CurrentCaller } from '../request-context/request-accessors.js';
import { ProxiedRoute } from '../http/proxied-route.decorator.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { Caller } from '../request-context/request-head.js';
import { EventStream } from '../http/sse.interceptor.js';
import type { Message, TokenCount } from '../protocol/anthropic/message.js';
import { TokenCounter } from '../tokens/token-counter.service.js';
import type { Upstream } from '../upstream/upstream.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import { AttemptService } from '../execution/attempt.service.js';
import { FallbackService } from '../execution/fallback.service.js';
import { CountTokensBodyPipe, MessagesBodyPipe } from './messages-body.pipe.js';
import type { IncomingCountRequest } from './messages-body.pipe.js';
import { ReceivedBody } from './received-body.decorator.js';
import { UpstreamTokenCounter } from './upstream-token-counter.service.js';
import { IdleTimer } from '../execution/idle-timer.js';
import { keepAliveEvents } from '../execution/keep-alive-events.js';
import { convertWholeResponse } from '../execution/whole-message.js';

/** The Messages API. */
@Controller({ path: 'v1/messages', version: VERSION_NEUTRAL })
export class MessagesController {
  constructor(
    private readonly attempts: AttemptService,
    private readonly fallbacks: FallbackService,
    private readonly client: UpstreamClient,
    private readonly tokens: TokenCounter,
    private readonly upstreamTokens: UpstreamTokenCounter,
    private readonly idleTimer: IdleTimer,
  ) {}

  /** Emits one Message or, if `stream` is set, batches of stream events. A Messages upstream's response is not parsed. */
  @Post()
  @HttpCode(HttpStatus.OK)
  @ProxiedRoute('concurrency', 'rate')
  @EventStream()
  create(
    @ReceivedBody(MessagesBodyPipe) request: IncomingRequest,
    @Context() context: RequestContext,
  ): Observable<Message | StreamBatch> {
    const send = (conversion: Conversion, upstream: Upstream): Observable<Message | StreamBatch> =>
      request.isStream ? this.stream(conversion, context, upstream) : this.complete(conversion, context, upstream);
    return this.fallbacks.run({ request, context, send });
  }

  /** Counts the input tokens of a request: locally, unless the upstream has a tokenizer of its own. */
  @Post('count_tokens')
  @HttpCode(HttpStatus.OK)
  @ProxiedRoute('concurrency', 'token-count-rate')
  async countTokens(
    @ReceivedBody(CountTokensBodyPipe) request: IncomingCountRequest,
    @CurrentCaller() caller: Caller | undefined,
    @Context() context: RequestContext,
  ): Promise<TokenCount> {
    const counted = await this.upstreamTokens.count(request, context);
    const tokens = counted ?? (await this.tokens.countTokens(request.parse(), caller));
    return { input_tokens: Math.round(tokens * this.attempts.inputScaleOf(request.model)) };
  }

  private complete(
    conversion: Conversion,
    context: RequestContext,
    upstream: Upstream,
  ): Observable<Message | ForwardedMessage> {
    return this.client.complete(conversion, context, upstream).pipe(convertWholeResponse(conversion, context));
  }

  private stream(conversion: Conversion, context: RequestContext, upstream: Upstream): Observable<StreamBatch> {
    return this.client
      .stream(conversion, context, upstream)
      .pipe(keepAliveEvents(conversion.openStream(context.requestId), this.idleTimer, context));
  }
}
