import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { MetricsServer } from './metrics-server.js';

/** Serves the metrics to Prometheus. */
@Module({ controllers: [MetricsController], providers: [MetricsServer] })
export class MetricsModule {}
