import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Exchange } from '../conversion/exchange.js';
import { Context } from '../http/context.decorator.js';
import { ProxiedRoute } from '../http/proxied-route.decorator.js';
import { RequestContext } from '../http/request-context.js';
import { EventStream } from '../http/sse.interceptor.js';
import type { Message, TokenCount } from '../protocol/anthropic/message.js';
import type { CountTokensRequest, CreateMessageRequest } from '../protocol/anthropic/messages.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import { TokenCounter } from '../tokens/token-counter.service.js';
import type { Upstream } from '../upstream/upstream.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import { ConversionService } from './conversion.service.js';
import { Fallbacks } from './fallbacks.service.js';
import { CountTokensBodyPipe, MessagesBodyPipe } from './messages-body.pipe.js';
import { SilenceClock } from './silence-clock.js';
import { toMessageEvents } from './to-message-events.js';
import { toWholeMessage } from './to-whole-message.js';

/** The Messages API. */
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly conversion: ConversionService,
    private readonly fallbacks: Fallbacks,
    private readonly client: UpstreamClient,
    private readonly tokens: TokenCounter,
    private readonly clock: SilenceClock,
  ) {}

  /** Emits one Message or, when `stream` is set, batches of the events that build it. */
  @Post()
  @HttpCode(HttpStatus.OK)
  @ProxiedRoute('concurrency', 'rate')
  @EventStream()
  create(
    @Body(MessagesBodyPipe) request: CreateMessageRequest,
    @Context() context: RequestContext,
  ): Observable<Message | readonly MessageStreamEvent[]> {
    const ask = (exchange: Exchange, upstream: Upstream): Observable<Message | readonly MessageStreamEvent[]> =>
      request.stream ? this.stream(exchange, context, upstream) : this.complete(exchange, context, upstream);
    return this.fallbacks.run({ request, context, ask });
  }

  /** Counts a request's input tokens without asking the upstream. */
  @Post('count_tokens')
  @HttpCode(HttpStatus.OK)
  @ProxiedRoute('concurrency')
  async countTokens(@Body(CountTokensBodyPipe) request: CountTokensRequest): Promise<TokenCount> {
    const tokens = await this.tokens.countTokens(request);
    return { input_tokens: Math.round(tokens * this.conversion.inputScaleOf(request.model)) };
  }

  private complete(exchange: Exchange, context: RequestContext, upstream: Upstream): Observable<Message> {
    return this.client.complete(exchange.chatRequest, context, upstream).pipe(toWholeMessage(exchange, context));
  }

  private stream(
    exchange: Exchange,
    context: RequestContext,
    upstream: Upstream,
  ): Observable<readonly MessageStreamEvent[]> {
    return this.client
      .stream(exchange.chatRequest, context, upstream)
      .pipe(toMessageEvents(exchange.openStream(context.requestId), this.clock, context));
  }
}
