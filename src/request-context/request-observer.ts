import type { RequestRecord } from './request-record.js';

/** One call to the upstream; a request may need several. */
export interface UpstreamCallRecord {
  readonly startedAt: number;
  readonly url: URL;
  /** Headers that observers add to the call, such as a trace record. */
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
  onStart?(record: RequestRecord): void;
  onUpstreamCall?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The answer to a call is complete, or was given up. */
  onUpstreamEnd?(record: RequestRecord, call: UpstreamCallRecord): void;
  /** The upstream that the record names cannot serve the request, and another one is asked. */
  onFallback?(record: RequestRecord): void;
  /** The first piece of the answer is on its way to the client. */
  onFirstToken?(record: RequestRecord): void;
  /** The request is over for whatever reason, also because the client left; called exactly once. */
  onEnd?(record: RequestRecord): void;
}
