import { Module } from '@nestjs/common';
import { Tracing } from './tracing.service.js';

/** Traces requests if an exporter is configured, and forwards the trace context to the upstream. */
@Module({ providers: [Tracing] })
export class TracingModule {}
