import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import type { RequestRecord, WritableRequestRecord } from '../../request-context/request-record.js';
import type { EndedBy } from '../../request-context/request-record.js';
import type { RequestObserver, UpstreamCallRecord } from '../../request-context/request-observers.js';
import {
  buildResponseAttributes,
  buildCallAttributes,
  buildEndAttributes,
  buildRequestAttributes,
} from './span-attributes.js';

interface Call {
  readonly span: Span;
  readonly upstreamCall: UpstreamCallRecord;
  endedAt?: number;
}

/** The spans of one request: its own, and that of the latest upstream call. */
interface RequestSpans {
  readonly span: Span;
  /** The parent context of the upstream calls. */
  readonly scope: Context;
  call?: Call;
}

/**
 * Creates a server span for each request to the Messages API and a client span for each upstream call. Spans are looked
 * up by the request's record, since AsyncLocalStorage would slow down every callback of every request.
 */
export class RequestTracing implements RequestObserver {
  private readonly propagator = new W3CTraceContextPropagator();
  private readonly requests = new WeakMap<RequestRecord, RequestSpans>();

  constructor(private readonly tracer: Tracer) {}

  onStart(record: WritableRequestRecord): void {
    // Spans of probes would hide those of requests.
    if (!record.head.isProxied) return;
    const { method, route, traceparent, tracestate } = record.head;
    const parent = this.propagator.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter);
    const options = {
      kind: SpanKind.SERVER,
      startTime: record.startedAt,
      attributes: buildRequestAttributes(record),
    };
    const span = this.tracer.startSpan(`${method} ${route}`, options, parent);
    record.traceId = span.spanContext().traceId;
    this.requests.set(record, { span, scope: trace.setSpan(parent, span) });
  }

  onUpstreamCall(record: RequestRecord, upstreamCall: UpstreamCallRecord): void {
    const spans = this.requests.get(record);
    if (!spans) return;
    // There is only another call if the previous one failed.
    endCall(spans.call, errorStatusOf(spans.call) ?? 'no_answer');
    const options = {
      kind: SpanKind.CLIENT,
      startTime: upstreamCall.startedAt,
      attributes: buildCallAttributes(record, upstreamCall),
    };
    const span = this.tracer.startSpan(`chat ${record.upstreamModel ?? ''}`, options, spans.scope);
    spans.call = { span, upstreamCall };
    this.propagator.inject(trace.setSpan(spans.scope, span), upstreamCall.headers, defaultTextMapSetter);
  }

  /** Whether the call succeeded is known only when the request ends. */
  onUpstreamEnd(record: RequestRecord, upstreamCall: UpstreamCallRecord): void {
    const call = this.requests.get(record)?.call;
    if (call && call.upstreamCall === upstreamCall) call.endedAt = performance.now();
  }

  onFirstToken(record: RequestRecord): void {
    this.requests.get(record)?.span.addEvent('first_token', record.firstTokenAt);
  }

  onEnd(record: RequestRecord): void {
    const spans = this.requests.get(record);
    if (!spans) return;
    const { span, call } = spans;
    const { endedBy = 'failed', failure } = record;
    call?.span.setAttributes(buildResponseAttributes(record));
    endCall(call, errorStatusOf(call) ?? (isExpectedEnd(endedBy) ? undefined : endedBy));
    span.setAttributes(buildEndAttributes(record));
    span.addEvent('end', { 'claude_proxy.ended_by': endedBy });
    if (isServerError(record)) span.setStatus({ code: SpanStatusCode.ERROR, message: failure?.type ?? endedBy });
    span.end();
  }
}

function endCall(call: Call | undefined, errorType: string | undefined): void {
  if (!call) return;
  if (errorType !== undefined)
    call.span.setAttribute(ATTR_ERROR_TYPE, errorType).setStatus({ code: SpanStatusCode.ERROR });
  call.span.end(call.endedAt);
}

/** The status of an error response; undefined if there is none. */
function errorStatusOf(call: Call | undefined): string | undefined {
  const status = call?.upstreamCall.status;
  return status !== undefined && status >= 400 ? String(status) : undefined;
}

const isExpectedEnd = (endedBy: EndedBy): boolean => endedBy === 'done' || endedBy === 'client_left';

/** By OpenTelemetry's conventions, errors of the client do not mark a server span as failed. */
function isServerError({ endedBy = 'failed', failure }: RequestRecord): boolean {
  return !isExpectedEnd(endedBy) && (failure === undefined || failure.status >= 500);
}
