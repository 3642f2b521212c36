import { Module } from '@nestjs/common';
import { AccessLog } from './logging/access-log.js';
import { Metrics } from './metrics/metrics.service.js';
import { RequestLogBatcher } from './request-log-batcher.js';

/** Writes the access log and counts requests. */
@Module({ providers: [AccessLog, Metrics, RequestLogBatcher], exports: [Metrics, RequestLogBatcher] })
export class ObservabilityModule {}
