import { Injectable, Logger } from '@nestjs/common';
import { beginExchange } from '../conversion/exchange.js';
import type { Exchange } from '../conversion/exchange.js';
import { type ModelQuirks, noQuirks } from '../conversion/quirks/model-quirks.js';
import { withEffortLimit } from '../conversion/request/with-effort-limit.js';
import { estimateInputTokens } from '../conversion/tokens/estimate-input-tokens.js';
import type { RequestContext } from '../http/request-context.js';
import { createId } from '../http/request-id.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import type { Target } from '../routing/target.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import { type ModelProfile, withLearned, withRoute } from '../upstream/model-profile.js';
import { ModelProfiles } from '../upstream/model-profiles.service.js';
import { toUpstreamErrorContext } from '../upstream/to-upstream-error-context.js';
import { toDroppedHeader } from './to-dropped-header.js';

/** Begins the conversion of one request and its reply for a target, with what is known of its model. */
@Injectable()
export class ConversionService {
  private readonly logger = new Logger(ConversionService.name);

  constructor(
    private readonly router: UpstreamRouter,
    private readonly models: ModelProfiles,
  ) {}

  /**
   * Throws ApiError when the request cannot be served; notes in the context what the log and the reply will say. The
   * quirks hold for this request, beside what was learned of its model.
   */
  begin(request: CreateMessageRequest, context: RequestContext, target: Target, quirks = noQuirks): Exchange {
    const { upstream, model: upstreamModel, route } = target;
    const profile = this.toProfile(target, quirks);
    note(context, request, target, profile);
    const { dialect, maxOutputTokens } = profile;
    const exchange = beginExchange(withEffortLimit(request, route?.maxEffort), {
      upstreamModel,
      dialect,
      createId,
      upstreamErrors: toUpstreamErrorContext(context, upstream),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(context.head.sessionId !== undefined && { sessionId: context.head.sessionId }),
    });
    this.reportDropped(exchange.dropped, context);
    return exchange;
  }

  /** How many input tokens a client is told of for one of the upstream's. */
  inputScaleOf(requestedModel: string): number {
    const [target] = this.router.findTargets(requestedModel);
    return target ? this.models.profileOf(target.upstream, target.model).inputScale : 1;
  }

  private toProfile({ upstream, model, route }: Target, quirks: ModelQuirks): ModelProfile {
    const known = this.models.profileOf(upstream, model);
    const profile = quirks === noQuirks ? known : withLearned(known, quirks);
    return route ? withRoute(profile, route) : profile;
  }

  private reportDropped(dropped: readonly string[], context: RequestContext): void {
    const { requestId, replyHeaders } = context;
    context.dropped = dropped;
    // Another upstream may have been told less.
    delete replyHeaders['x-proxy-dropped'];
    if (dropped.length === 0) return;
    this.logger.debug({ message: 'dropped', requestId, dropped });
    replyHeaders['x-proxy-dropped'] = toDroppedHeader(dropped);
  }
}

/** Notes what observers and failures will say of the request; what an earlier try has noted is no more true. */
function note(
  context: RequestContext,
  request: CreateMessageRequest,
  { upstream, model, route }: Target,
  { dialect, contextWindow, inputScale }: ModelProfile,
): void {
  context.model = request.model;
  context.upstream = upstream.name;
  context.upstreamModel = model;
  context.modelRoute = route?.pattern;
  context.provider = dialect.name;
  context.isStream = request.stream === true;
  context.estimateInputTokens = () => estimateInputTokens(request);
  context.contextWindow = contextWindow;
  context.inputScale = inputScale;
  context.failure = undefined;
}
