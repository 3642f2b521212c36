import type { ApiError } from '../errors/api-error.js';
import type { StopReason, Usage } from '../protocol/anthropic/message.js';
import type { UpstreamApiName } from '../providers/upstream-api-choice.js';
import type { RequestHead } from './request-head.js';

/** The tokens of one request, as the upstream counted them; `input_tokens` excludes what the cache read or wrote. */
export type TokenUsage = Pick<
  Usage,
  'input_tokens' | 'output_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'
>;

/** What observers read about a request. Fields are undefined until they become known. */
export interface RequestRecord {
  readonly head: RequestHead;
  /** On the clock of `performance.now()`, in milliseconds. */
  readonly startedAt: number;
  /** The W3C trace that the request belongs to: the client's, or a new one. */
  readonly traceId: string | undefined;

  /** The model that the client requested. */
  readonly model: string | undefined;
  readonly upstreamModel: string | undefined;
  /** The name of the upstream's provider profile. */
  readonly provider: string | undefined;
  /** The API of the upstream that the request was converted to. */
  readonly api: UpstreamApiName | undefined;
  /** The upstream's name in the routes file. */
  readonly upstream: string | undefined;
  /** The pattern of the matching route in the routes file; undefined if no route matches the model. */
  readonly modelRoute: string | undefined;
  readonly isStream: boolean | undefined;
  /** Names of request fields that the upstream does not support and did not receive. */
  readonly dropped: readonly string[];
  /** Names of the overrides that were learned from rejections of this request. */
  readonly learned: readonly string[];

  /** The number of calls to upstreams. */
  readonly upstreamCalls: number;
  readonly upstreamStatus: number | undefined;
  readonly upstreamRequestId: string | undefined;
  /** The model that the upstream reports. */
  readonly responseModel: string | undefined;
  /** When the first token was sent to the client, on the clock of `performance.now()`. */
  readonly firstTokenAt: number | undefined;
  readonly usage: TokenUsage | undefined;
  readonly stopReason: StopReason | null | undefined;
  /** Why the upstream ended its response, if the proxy does not know the reason. */
  readonly unknownFinishReason: string | undefined;
  /** The error that the client received. */
  readonly failure: ApiError | undefined;

  /** The HTTP status of the response; 499 if the client disconnected before it. Set at the end, like the rest. */
  readonly status: number | undefined;
  readonly endedBy: EndedBy | undefined;
  readonly durationMs: number | undefined;
  readonly requestBytes: number | undefined;
  readonly responseBytes: number | undefined;
}

/** The record while the proxy fills it in. */
export type WritableRequestRecord = { -readonly [Field in keyof RequestRecord]: RequestRecord[Field] };

/** Starts the record of a request. */
export function createRequestRecord(head: RequestHead): WritableRequestRecord {
  return {
    head,
    startedAt: performance.now(),
    traceId: undefined,
    model: undefined,
    upstreamModel: undefined,
    provider: undefined,
    api: undefined,
    upstream: undefined,
    modelRoute: undefined,
    isStream: undefined,
    dropped: [],
    learned: [],
    upstreamCalls: 0,
    upstreamStatus: undefined,
    upstreamRequestId: undefined,
    responseModel: undefined,
    firstTokenAt: undefined,
    usage: undefined,
    stopReason: undefined,
    unknownFinishReason: undefined,
    failure: undefined,
    status: undefined,
    endedBy: undefined,
    durationMs: undefined,
    requestBytes: undefined,
    responseBytes: undefined,
  };
}

/** How a request ended. */
export type EndedBy = 'done' | 'client_left' | 'upstream_failed' | 'timeout' | 'rejected' | 'shutdown' | 'failed';

interface Ending {
  readonly failure: ApiError | undefined;
  readonly upstreamCalls: number;
}

/** Resolves how a request ended from the error that the client received and whether the response was complete. */
export function resolveEndedBy({ failure, upstreamCalls }: Ending, isComplete: boolean): EndedBy {
  if (failure?.extras.isShutdown) return 'shutdown';
  if (!isComplete) return 'client_left';
  if (!failure) return 'done';
  if (failure.type === 'timeout_error') return 'timeout';
  if (failure.status === 500 && failure.extras.upstreamStatus === undefined) return 'failed';
  return upstreamCalls > 0 ? 'upstream_failed' : 'rejected';
}
