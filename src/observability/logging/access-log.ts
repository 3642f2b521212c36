import { Injectable, Logger } from '@nestjs/common';
import type { RequestContext } from '../../request-context/request-context.js';
import { RequestLogBatcher } from '../request-log-batcher.js';

/** Writes one line for each request once it is over. It never holds a key or a part of a prompt. */
@Injectable()
export class AccessLog {
  private readonly logger = new Logger('access');

  constructor(ended: RequestLogBatcher) {
    ended.add((context) => this.write(context));
  }

  private write(context: RequestContext): void {
    this.logger.log(Object.assign(toRequestFields(context), toAnswerFields(context)));
  }
}

function toRequestFields(context: RequestContext) {
  const { head, caller } = context;
  return {
    message: 'request',
    requestId: head.requestId,
    clientRequestId: head.clientRequestId,
    traceId: context.traceId,
    method: head.method,
    route: head.route,
    status: context.status,
    upstreamStatus: context.upstreamStatus,
    endedBy: context.endedBy,
    errorType: context.failure?.type,
    durationMs: toMilliseconds(context.durationMs),
    timeToFirstTokenMs: toMilliseconds(context.firstTokenAt && context.firstTokenAt - context.startedAt),
    callerId: caller?.id,
    requestBytes: context.requestBytes,
    responseBytes: context.responseBytes,
  };
}

function toAnswerFields(context: RequestContext) {
  const { usage } = context;
  return {
    model: context.model,
    modelRoute: context.modelRoute,
    upstream: context.upstream,
    upstreamModel: context.upstreamModel,
    provider: context.provider,
    upstreamRequestId: context.upstreamRequestId,
    upstreamCalls: context.upstreamCalls || undefined,
    stream: context.isStream,
    stopReason: context.stopReason,
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
    cacheReadTokens: usage?.cache_read_input_tokens,
    cacheCreationTokens: usage?.cache_creation_input_tokens,
  };
}

/** To a tenth: finer is noise. */
function toMilliseconds(duration: number | undefined): number | undefined {
  return duration === undefined ? undefined : Math.round(duration * 10) / 10;
}
