import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { RequestObservers } from '../../request-context/request-observers.js';
import { TraceContextRelay } from './trace-context-relay.js';

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
