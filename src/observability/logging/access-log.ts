import { Injectable, Logger } from '@nestjs/common';
import type { RequestRecord } from '../../request-context/request-record.js';
import { RequestLogBatcher } from '../request-log-batcher.js';

/** Logs one line per ended request. It never contains keys or parts of prompts. */
@Injectable()
export class AccessLog {
  private readonly logger = new Logger('access');

  constructor(batcher: RequestLogBatcher) {
    batcher.add((record) => this.write(record));
  }

  private write(record: RequestRecord): void {
    this.logger.log(Object.assign(collectRequestFields(record), collectResponseFields(record)));
  }
}

function collectRequestFields(record: RequestRecord) {
  const { head } = record;
  return {
    message: 'request',
    requestId: head.requestId,
    clientRequestId: head.clientRequestId,
    traceId: record.traceId,
    method: head.method,
    route: head.route,
    status: record.status,
    upstreamStatus: record.upstreamStatus,
    endedBy: record.endedBy,
    errorType: record.failure?.type,
    durationMs: roundDuration(record.durationMs),
    timeToFirstTokenMs: roundDuration(record.firstTokenAt && record.firstTokenAt - record.startedAt),
    callerId: head.caller?.id,
    requestBytes: record.requestBytes,
    responseBytes: record.responseBytes,
  };
}

function collectResponseFields(record: RequestRecord) {
  const { usage } = record;
  return {
    model: record.model,
    modelRoute: record.modelRoute,
    upstream: record.upstream,
    upstreamModel: record.upstreamModel,
    provider: record.provider,
    api: record.api,
    upstreamRequestId: record.upstreamRequestId,
    upstreamCalls: record.upstreamCalls || undefined,
    stream: record.isStream,
    stopReason: record.stopReason,
    unknownFinishReason: record.unknownFinishReason,
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
    cacheReadTokens: usage?.cache_read_input_tokens,
    cacheCreationTokens: usage?.cache_creation_input_tokens,
  };
}

/** Rounds to a tenth of a millisecond. */
function roundDuration(duration: number | undefined): number | undefined {
  return duration === undefined ? undefined : Math.round(duration * 10) / 10;
}
