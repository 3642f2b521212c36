import { Inject, Injectable, Logger } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { beginExchange } from '../conversion/exchange.js';
import type { Exchange } from '../conversion/exchange.js';
import { estimateInputTokens } from '../conversion/tokens/estimate-input-tokens.js';
import type { Dialect } from '../dialects/dialect.js';
import type { RequestContext } from '../http/request-context.js';
import { createId } from '../http/request-id.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import { UPSTREAM_DIALECT } from '../upstream/upstream-dialect.js';
import { ModelMapper } from './model-mapper.service.js';
import { toDroppedHeader } from './to-dropped-header.js';

/** Begins the conversion of one request and its reply, with the options, the model map and the upstream's dialect. */
@Injectable()
export class ConversionService {
  private readonly logger = new Logger(ConversionService.name);

  constructor(
    private readonly models: ModelMapper,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    @Inject(UPSTREAM_DIALECT) private readonly dialect: Dialect,
  ) {}

  /** Throws ApiError when the request cannot be served; notes in the context what the log and the reply will say. */
  begin(request: CreateMessageRequest, context: RequestContext): Exchange {
    const upstreamModel = this.models.toUpstreamModel(request.model);
    context.model = request.model;
    context.upstreamModel = upstreamModel;
    context.isStream = request.stream === true;
    context.estimateInputTokens = () => estimateInputTokens(request);
    const { maxOutputTokens } = this.options;
    const exchange = beginExchange(request, {
      upstreamModel,
      dialect: this.dialect,
      createId,
      upstreamErrors: context.upstreamErrors(this.options.baseUrl.host),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(context.sessionId !== undefined && { sessionId: context.sessionId }),
    });
    this.reportDropped(exchange.dropped, context);
    return exchange;
  }

  private reportDropped(dropped: readonly string[], { requestId, replyHeaders }: RequestContext): void {
    if (dropped.length === 0) return;
    this.logger.debug({ message: 'dropped', requestId, dropped });
    replyHeaders['x-proxy-dropped'] = toDroppedHeader(dropped);
  }
}
