import type { StopReason } from '../protocol/anthropic/message.js';
import type { Caller } from './request-head.js';
import { resolveEndedBy } from './request-record.js';
import { ExecutionState } from './execution-state.js';
import type { RequestHead } from './request-head.js';
import type { RequestObserver } from './request-observers.js';
import { type RequestRecord, type TokenUsage, createRequestRecord } from './request-record.js';

type Writable<Value> = { -readonly [Field in keyof Value]: Value[Field] };

/** Everything about one request: its immutable head, the record for observers, and the internal execution state. */
export class RequestContext {
  readonly record;
  readonly state = new ExecutionState();

  constructor(
    readonly head: RequestHead,
    readonly observers: Required<RequestObserver>,
  ) {
    this.record = createRequestRecord(head);
  }

  get requestId(): string {
    return this.head.requestId;
  }

  /** Completes the head with the result of the key check, before any guard or handler runs. */
  setCaller(caller: Caller): void {
    (this.head as Writable<RequestHead>).caller = caller;
  }

  recordFirstToken(): void {
    const { record } = this;
    if (record.firstTokenAt !== undefined) return;
    record.firstTokenAt = performance.now();
    this.observers.onFirstToken(record);
  }

  recordResponse(usage: TokenUsage, stopReason: StopReason | null): void {
    this.record.usage = usage;
    this.record.stopReason = stopReason;
  }

  /** Closes the record: the response is complete, or the client has disconnected. */
  end(response: Pick<RequestRecord, 'status' | 'requestBytes' | 'responseBytes'>, isComplete: boolean): void {
    const { record } = this;
    Object.assign(record, response);
    record.durationMs = performance.now() - record.startedAt;
    record.endedBy = resolveEndedBy(record, isComplete);
    this.observers.onEnd(record);
    this.state.release();
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    proxyContext: RequestContext;
  }
  interface FastifyContextConfig {
    claudeProxy?: ProxiedRouteConfig;
    /** The response does not depend on the body, which is not read. */
    discardsBody?: boolean;
  }
}

/** What a route's requests count towards: the concurrency limit; the rate limit of messages or that of token counts. */
export type Limit = 'concurrency' | RateLimitName;

export type RateLimitName = 'rate' | 'token-count-rate';

/** Marks a route as one of the proxy. */
export interface ProxiedRouteConfig {
  /** Whether the key is checked before the body is read. */
  readonly requiresKey: boolean;
  readonly limits: readonly Limit[];
}
