import type { RequestRecord, WritableRequestRecord } from '../../request-context/request-record.js';
import type { RequestObserver, UpstreamCallRecord } from '../../request-context/request-observer.js';

/** W3C Trace Context: version, trace id, parent span id, flags. */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/;

/**
 * Forwards the client's trace context unchanged, as W3C Trace Context requires of intermediaries that do not take part in
 * a trace: the spans of the client and of the provider stay connected.
 */
export class TraceContextRelay implements RequestObserver {
  onStart(record: WritableRequestRecord): void {
    record.traceId = TRACEPARENT.exec(record.head.traceparent ?? '')?.[1];
  }

  onUpstreamCall({ head, traceId }: RequestRecord, { headers }: UpstreamCallRecord): void {
    if (traceId === undefined || head.traceparent === undefined) return;
    headers['traceparent'] = head.traceparent;
    if (head.tracestate !== undefined) headers['tracestate'] = head.tracestate;
  }
}
