import { Injectable, Logger } from '@nestjs/common';
import type { Conversion, ConversionContext } from '../conversion/conversion.js';
import { ConversionService } from '../conversion/conversion.service.js';
import { formatDroppedHeader } from '../conversion/shared/dropped-names.js';
import { RefusedState } from '../conversion/shared/provider-state/refused-state.js';
import { limitEffort } from '../conversion/shared/requested-reasoning.js';
import type { EffortLimit } from '../conversion/shared/requested-reasoning.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import type { Capabilities } from '../providers/capabilities.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { RequestContext } from '../request-context/request-context.js';
import { createId } from '../request-context/request-id.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import { estimateRequestTokens } from './incoming-request.js';
import type { IncomingRequest } from './incoming-request.js';
import { createErrorContext } from '../upstream/error-response-reader.js';

/** Longer than any finish reason: what an upstream sends is not logged at any length. */
const MAX_REASON_CHARACTERS = 64;

/** Prepares one attempt to serve a request at a target: resolves the model's capabilities and converts the request. */
@Injectable()
export class AttemptService {
  private readonly logger = new Logger(AttemptService.name);
  private readonly refusedState = new RefusedState();
  /** Whether interceptors read the responses as Messages and events, so that none can be forwarded as bytes. */
  readsEvents = false;

  constructor(
    private readonly conversion: ConversionService,
    private readonly router: UpstreamRouter,
    private readonly models: CapabilityRegistry,
  ) {}

  /**
   * Throws an ApiError if the request cannot be served. Records in the context what the log and the response headers
   * report. The overrides apply to this request only, in addition to those that were learned for its model.
   */
  prepare(
    request: IncomingRequest,
    context: RequestContext,
    target: RouteTarget,
    overrides?: LearnedOverrides,
  ): Conversion {
    const { upstream, model: upstreamModel, route } = target;
    const capabilities = this.models.resolve(target, context.head.caller, overrides);
    recordAttempt(context, request, target, capabilities);
    const { api, profile, maxOutputTokens } = capabilities;
    const { sessionId, headers, query } = context.head;
    const conversion = this.convert(request, route?.maxEffort, {
      api,
      upstreamModel,
      profile,
      upstreamName: upstream.name,
      refusedState: this.refusedState,
      createId,
      upstreamErrors: createErrorContext(context, upstream),
      onUnknownFinishReason: (reason) => (context.record.unknownFinishReason = reason.slice(0, MAX_REASON_CHARACTERS)),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(sessionId !== undefined && { sessionId }),
      client: { headers, query },
      readsEvents: this.readsEvents,
    });
    this.reportDropped(conversion.dropped, context);
    return conversion;
  }

  private convert(
    request: IncomingRequest,
    maxEffort: EffortLimit | undefined,
    context: ConversionContext,
  ): Conversion {
    const { raw } = request;
    const forwarded = raw && maxEffort === undefined ? this.conversion.forward(raw, context) : undefined;
    return forwarded ?? this.conversion.convert(limitEffort(request.parse(), maxEffort), context);
  }

  /** The factor by which input tokens are multiplied before they are reported to the client. */
  inputScaleOf(requestedModel: string): number {
    const [target] = this.router.findTargets(requestedModel);
    return target ? this.models.resolve(target).inputScale : 1;
  }

  private reportDropped(dropped: readonly string[], context: RequestContext): void {
    const { requestId } = context;
    const { responseHeaders } = context.state;
    context.record.dropped = dropped;
    // An earlier attempt at another upstream may have set it.
    delete responseHeaders['x-proxy-dropped'];
    if (dropped.length === 0) return;
    this.logger.debug({ message: 'dropped', requestId, dropped });
    responseHeaders['x-proxy-dropped'] = formatDroppedHeader(dropped);
  }
}

/** Records the data of this attempt for observers and error messages. Replaces the values of an earlier attempt. */
function recordAttempt(
  context: RequestContext,
  request: IncomingRequest,
  { upstream, model, route }: RouteTarget,
  { api, profile, contextWindow, inputScale }: Capabilities,
): void {
  context.record.model = request.model;
  context.record.upstream = upstream.name;
  context.record.upstreamModel = model;
  context.record.modelRoute = route?.pattern;
  context.record.provider = profile.name;
  context.record.api = api;
  context.record.isStream = request.isStream;
  context.state.estimateInputTokens = () => estimateRequestTokens(request);
  context.state.contextWindow = contextWindow;
  context.state.inputScale = inputScale;
  context.record.failure = undefined;
  context.record.unknownFinishReason = undefined;
}
