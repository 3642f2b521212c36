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
import type { RequestContext } from '../../request-context/request-context.js';
import type { EndedBy } from '../../request-context/ended-by.js';
import type { RequestObserver, UpstreamCallRecord } from '../../request-context/request-observer.js';
import {
  buildResponseAttributes,
  buildCallAttributes,
  buildEndAttributes,
  buildRequestAttributes,
} from './span-attributes.js';

interface Call {
  readonly span: Span;
  readonly record: UpstreamCallRecord;
  endedAt?: number;
}

/** What a request is traced by: its own span, and that of the latest call to an upstream. */
interface RequestSpans {
  readonly span: Span;
  /** Holds the span, for those below it. */
  readonly scope: Context;
  call?: Call;
}

/**
 * Makes a span for each request of the Messages API and one below it for each call to an upstream. Spans are kept by the
 * request's context: AsyncLocalStorage would cost every callback of every request.
 */
export class RequestTracing implements RequestObserver {
  private readonly propagator = new W3CTraceContextPropagator();
  private readonly requests = new WeakMap<RequestContext, RequestSpans>();

  constructor(private readonly tracer: Tracer) {}

  onStart(context: RequestContext): void {
    // Probes would bury what matters.
    if (!context.isProxied) return;
    const { method, route, traceparent, tracestate } = context.head;
    const parent = this.propagator.extract(ROOT_CONTEXT, { traceparent, tracestate }, defaultTextMapGetter);
    const options = {
      kind: SpanKind.SERVER,
      startTime: context.startedAt,
      attributes: buildRequestAttributes(context),
    };
    const span = this.tracer.startSpan(`${method} ${route}`, options, parent);
    context.traceId = span.spanContext().traceId;
    this.requests.set(context, { span, scope: trace.setSpan(parent, span) });
  }

  onUpstreamCall(context: RequestContext, record: UpstreamCallRecord): void {
    const spans = this.requests.get(context);
    if (!spans) return;
    // Had the call before been a success, there would be no other.
    endCall(spans.call, failureOf(spans.call) ?? 'no_answer');
    const options = {
      kind: SpanKind.CLIENT,
      startTime: record.startedAt,
      attributes: buildCallAttributes(context, record),
    };
    const span = this.tracer.startSpan(`chat ${context.upstreamModel ?? ''}`, options, spans.scope);
    spans.call = { span, record };
    this.propagator.inject(trace.setSpan(spans.scope, span), record.headers, defaultTextMapSetter);
  }

  /** Whether the call was a success is not known before the request's end. */
  onUpstreamEnd(context: RequestContext, record: UpstreamCallRecord): void {
    const call = this.requests.get(context)?.call;
    if (call?.record === record) call.endedAt = performance.now();
  }

  onFirstToken(context: RequestContext): void {
    this.requests.get(context)?.span.addEvent('first_token', context.firstTokenAt);
  }

  onEnd(context: RequestContext): void {
    const spans = this.requests.get(context);
    if (!spans) return;
    const { span, call } = spans;
    const { endedBy = 'failed', failure } = context;
    call?.span.setAttributes(buildResponseAttributes(context));
    endCall(call, failureOf(call) ?? (isHarmless(endedBy) ? undefined : endedBy));
    span.setAttributes(buildEndAttributes(context));
    span.addEvent('end', { 'claude_proxy.ended_by': endedBy });
    if (isOurs(context)) span.setStatus({ code: SpanStatusCode.ERROR, message: failure?.type ?? endedBy });
    span.end();
  }
}

function endCall(call: Call | undefined, errorType: string | undefined): void {
  if (!call) return;
  if (errorType !== undefined)
    call.span.setAttribute(ATTR_ERROR_TYPE, errorType).setStatus({ code: SpanStatusCode.ERROR });
  call.span.end(call.endedAt);
}

/** The status of an answer that was no success; undefined while there is no such answer. */
function failureOf(call: Call | undefined): string | undefined {
  const status = call?.record.status;
  return status !== undefined && status >= 400 ? String(status) : undefined;
}

const isHarmless = (endedBy: EndedBy): boolean => endedBy === 'done' || endedBy === 'client_left';

/** By OpenTelemetry's conventions a server is not at fault for what the client did. */
function isOurs({ endedBy = 'failed', failure }: RequestContext): boolean {
  return !isHarmless(endedBy) && (failure === undefined || failure.status >= 500);
}
