import type { RequestContext } from '../http/request-context.js';
import type { RequestObserver, UpstreamCallRecord } from '../observation/request-observer.js';

/**
 * Hands the client's trace context on as it came, as W3C Trace Context asks of those who take no part in a trace: the spans
 * of the client and of the provider stay connected.
 */
export class TraceContextRelay implements RequestObserver {
  onUpstreamCall({ head }: RequestContext, { headers }: UpstreamCallRecord): void {
    if (head.traceparent === undefined) return;
    headers['traceparent'] = head.traceparent;
    if (head.tracestate !== undefined) headers['tracestate'] = head.tracestate;
  }
}
