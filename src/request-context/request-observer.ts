import type { RequestContext } from './request-context.js';

/** One call to the upstream; a request may need several. */
export interface UpstreamCallRecord {
  readonly startedAt: number;
  readonly url: URL;
  /** Headers that observers add to the call, such as a trace context. */
  readonly headers: Record<string, string>;
  /** The upstream's status; absent while there is no answer. */
  status?: number;
}

/**
 * Is told what happens to every request: the access log, metrics, traces and the accounting of a platform are observers.
 * Each method runs at most a few times a request, never per event. It must not throw and has no say in the reply.
 */
export interface RequestObserver {
  /** The head of the request has arrived. */
  onStart?(context: RequestContext): void;
  onUpstreamCall?(context: RequestContext, call: UpstreamCallRecord): void;
  /** The answer to a call is complete, or was given up. */
  onUpstreamEnd?(context: RequestContext, call: UpstreamCallRecord): void;
  /** The upstream that the context names cannot serve the request, and another one is asked. */
  onFallback?(context: RequestContext): void;
  /** The first piece of the answer is on its way to the client. */
  onFirstToken?(context: RequestContext): void;
  /** The request is over for whatever reason, also because the client left; called exactly once. */
  onEnd?(context: RequestContext): void;
}
