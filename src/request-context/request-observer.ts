import type { RequestRecord } from './request-record.js';

/** One call to the upstream; a request may need several. */
export interface UpstreamCallRecord {
  readonly startedAt: number;
  readonly url: URL;
  /** Headers that observers add to the call, such as a trace context. */
  readonly headers: Record<string, string>;
  /** The upstream's status; absent until the response arrives. */
  status?: number;
}

/**
 * Observes every request: the access log, metrics, traces and a platform's accounting are observers. Each method runs at
 * most a few times per request, never per event. It must not throw and cannot change the response.
 */
export interface RequestObserver {
  /** The request headers have arrived. */
  onStart?(record: RequestRecord): void;
  onUpstreamCall?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The response to a call is complete, or the call was aborted. */
  onUpstreamEnd?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The recorded upstream cannot serve the request; the next one is tried. */
  onFallback?(record: RequestRecord): void;
  /** The first token is sent to the client. */
  onFirstToken?(record: RequestRecord): void;
  /** The request ended, also if the client disconnected; called exactly once. */
  onEnd?(record: RequestRecord): void;
}
