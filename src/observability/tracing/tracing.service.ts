import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { RequestObservers } from '../../request-context/request-observers.js';
import type { RequestObserver, UpstreamCallRecord } from '../../request-context/request-observers.js';
import type { RequestRecord, WritableRequestRecord } from '../../request-context/request-record.js';

/** The longest time (ms) that shutdown waits for the last spans to be exported. */
const FLUSH_TIMEOUT = 3_000;

/** Traces requests when an exporter is configured; nothing of OpenTelemetry is loaded otherwise. */
@Injectable()
export class Tracing implements OnModuleInit, OnApplicationShutdown {
  private flush = (): Promise<unknown> => Promise.resolve();

  constructor(
    private readonly observers: RequestObservers,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  async onModuleInit(): Promise<void> {
    const { tracesExporters = [] } = this.options;
    if (tracesExporters.length === 0) return this.observers.add(new TraceContextRelay());
    const { startTracing } = await import('./start-tracing.js');
    const { observer, shutdown } = startTracing(tracesExporters);
    this.observers.add(observer);
    this.flush = shutdown;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.flush(), sleep(FLUSH_TIMEOUT, undefined, { ref: false })]);
  }
}

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
