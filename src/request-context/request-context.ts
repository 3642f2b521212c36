import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from './caller.js';
import type { ApiError } from '../errors/api-error.js';
import type { RequestObserver } from './request-observer.js';
import type { StopReason, Usage } from '../protocol/anthropic/message.js';
import { FlowControl } from './flow-control.js';
import { type EndedBy, resolveEndedBy } from './ended-by.js';

/** What is known of a request when its head has arrived. */
export interface RequestHead {
  readonly requestId: string;
  /** The client's own id of the request, when it sent a sane one. */
  readonly clientRequestId: string | undefined;
  readonly sessionId: string | undefined;
  /** As received, the key included: for a platform's own rules, never for a log. */
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** The pattern of the route, never the path that was asked for; `unknown` when there is none. */
  readonly route: string;
  /** The route is one of those that need a key. */
  readonly isProxied: boolean;
  /** W3C trace context, as received. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** The tokens of one request, as the upstream counted them; `input_tokens` excludes what the cache read or wrote. */
export type TokenUsage = Pick<
  Usage,
  'input_tokens' | 'output_tokens' | 'cache_creation_input_tokens' | 'cache_read_input_tokens'
>;

const noTokens = (): number => 0;

/** What one request gathers on its way: who calls, how fast the client reads, what observers will say of it. */
export class RequestContext {
  readonly startedAt = performance.now();
  readonly flow = new FlowControl();
  /** Headers for the reply that become known before it is sent: rate limits, what was dropped. */
  readonly responseHeaders: Record<string, string> = {};
  caller: Caller | undefined;
  /** The W3C trace that the request belongs to, the client's or one of our own. */
  traceId: string | undefined;
  /** The upstream's answer is complete: what it may still send is of no interest. */
  isAnswered = false;

  /** The model that the client asked for. */
  model: string | undefined;
  upstreamModel: string | undefined;
  /** The provider whose ways apply to the upstream. */
  provider: string | undefined;
  /** The upstream's name in the routes file. */
  upstream: string | undefined;
  /** The pattern of the route that leads there; undefined when the routes file has none for the model. */
  modelRoute: string | undefined;
  isStream: boolean | undefined;
  /** The upstream model's window in tokens, where it is known. */
  contextWindow: number | undefined;
  /** How many input tokens the client is told of for one of the upstream's. */
  inputScale = 1;
  /** Names of what the upstream cannot be told. */
  dropped: readonly string[] = [];

  /** Kinds of quirks of the upstream's model that this request's refusals have taught. */
  learned: readonly string[] = [];

  /** How often a busy or unreachable upstream was asked again: one budget for all that is tried. */
  retries = 0;
  /** How often an upstream was called. */
  upstreamCalls = 0;
  upstreamStatus: number | undefined;
  upstreamRequestId: string | undefined;
  /** The model that the upstream says has answered. */
  responseModel: string | undefined;
  /** When the first piece of the answer went to the client, on the clock of `performance.now()`. */
  firstTokenAt: number | undefined;
  usage: TokenUsage | undefined;
  stopReason: StopReason | null | undefined;
  /** What the client was told when it could not be served. */
  failure: ApiError | undefined;

  /** The reply's HTTP status; 499 when the client left before there was one. Set at the end, like the next four. */
  status: number | undefined;
  endedBy: EndedBy | undefined;
  durationMs: number | undefined;
  requestBytes: number | undefined;
  responseBytes: number | undefined;
  /** Counts the request's prompt; set once the body is known to be a Messages request. */
  estimateInputTokens = noTokens;

  constructor(
    readonly head: RequestHead,
    readonly observers: Required<RequestObserver>,
  ) {}

  get requestId(): string {
    return this.head.requestId;
  }

  /** It speaks the Messages API: no probe, no page about the service. */
  get isProxied(): boolean {
    return this.head.isProxied;
  }

  recordFirstToken(): void {
    if (this.firstTokenAt !== undefined) return;
    this.firstTokenAt = performance.now();
    this.observers.onFirstToken(this);
  }

  recordResponse(usage: TokenUsage, stopReason: StopReason | null): void {
    this.usage = usage;
    this.stopReason = stopReason;
  }

  /** Closes the record: the reply is complete, or its client is gone. */
  end(reply: Pick<RequestContext, 'status' | 'requestBytes' | 'responseBytes'>, isComplete: boolean): void {
    Object.assign(this, reply);
    this.durationMs = performance.now() - this.startedAt;
    this.endedBy = resolveEndedBy(this, isComplete);
    this.observers.onEnd(this);
    // These hold the bodies, and the record may be kept for a while.
    this.estimateInputTokens = noTokens;
    this.flow.detach();
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    proxyContext: RequestContext;
  }
  interface FastifyContextConfig {
    claudeProxy?: ProxiedRouteConfig;
  }
}

/** What requests are limited by: how many at a time, how many a minute. */
export type Limit = 'concurrency' | 'rate';

/** Marks a route as the proxy's own. */
export interface ProxiedRouteConfig {
  /** The key is checked before the body is read. */
  readonly requiresKey: boolean;
  /** What its requests count for. */
  readonly limits: readonly Limit[];
}
