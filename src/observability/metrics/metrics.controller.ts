import { Controller, Get, Header, Inject } from '@nestjs/common';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { ApiError } from '../../errors/api-error.js';
import { METRICS_TYPE, Metrics } from './metrics.service.js';

/** Serves the metrics to Prometheus without a key, unless a separate port is configured. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  @Get()
  @Header('content-type', METRICS_TYPE)
  @Header('cache-control', 'no-store')
  read(): Promise<string> {
    if (this.options.metricsPort !== undefined) throw ApiError.notFound('Metrics are served on a separate port');
    return this.metrics.read();
  }
}
