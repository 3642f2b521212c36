import { Inject, Injectable, Logger } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { beginExchange } from '../conversion/exchange.js';
import type { Exchange } from '../conversion/exchange.js';
import type { ModelQuirks } from '../conversion/quirks/model-quirks.js';
import { estimateInputTokens } from '../conversion/tokens/estimate-input-tokens.js';
import type { RequestContext } from '../http/request-context.js';
import { createId } from '../http/request-id.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import { withLearned } from '../upstream/model-profile.js';
import { ModelProfiles } from '../upstream/model-profiles.service.js';
import { ModelMapper } from './model-mapper.service.js';
import { toDroppedHeader } from './to-dropped-header.js';

/** Begins the conversion of one request and its reply, with the model map and what is known of the upstream's model. */
@Injectable()
export class ConversionService {
  private readonly logger = new Logger(ConversionService.name);

  constructor(
    private readonly mapper: ModelMapper,
    private readonly models: ModelProfiles,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /**
   * Throws ApiError when the request cannot be served; notes in the context what the log and the reply will say. The
   * quirks hold for this request, beside what was learned of its model.
   */
  begin(request: CreateMessageRequest, context: RequestContext, quirks: ModelQuirks = {}): Exchange {
    const upstreamModel = this.mapper.toUpstreamModel(request.model);
    const profile = withLearned(this.models.profileOf(upstreamModel), quirks);
    context.model = request.model;
    context.upstreamModel = upstreamModel;
    context.provider = profile.dialect.name;
    context.isStream = request.stream === true;
    context.estimateInputTokens = () => estimateInputTokens(request);
    context.contextWindow = profile.contextWindow;
    context.inputScale = profile.inputScale;
    const { maxOutputTokens } = profile;
    const exchange = beginExchange(request, {
      upstreamModel,
      dialect: profile.dialect,
      createId,
      upstreamErrors: context.upstreamErrors(this.options.baseUrl.host),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(context.head.sessionId !== undefined && { sessionId: context.head.sessionId }),
    });
    this.reportDropped(exchange.dropped, context);
    return exchange;
  }

  /** How many input tokens a client is told of for one of the upstream's. */
  inputScaleOf(requestedModel: string): number {
    const upstreamModel = this.mapper.findUpstreamModel(requestedModel);
    return upstreamModel === undefined ? 1 : this.models.profileOf(upstreamModel).inputScale;
  }

  private reportDropped(dropped: readonly string[], context: RequestContext): void {
    const { requestId, replyHeaders } = context;
    context.dropped = dropped;
    if (dropped.length === 0) return;
    this.logger.debug({ message: 'dropped', requestId, dropped });
    replyHeaders['x-proxy-dropped'] = toDroppedHeader(dropped);
  }
}
