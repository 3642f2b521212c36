import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { PROXY_OPTIONS } from '../../config/proxy-options.js';
import type { ProxyOptions } from '../../config/proxy-options.js';
import { METRICS_TYPE, Metrics } from './metrics.service.js';

/** Serves the metrics on a separate port that need not be reachable from outside. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    private readonly metrics: Metrics,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, host } = this.options;
    if (metricsPort === undefined) return;
    this.server = createServer(({ url }, response) => {
      if (url !== '/metrics') return void response.writeHead(404).end();
      this.metrics.read().then(
        (text) => response.writeHead(200, { 'content-type': METRICS_TYPE, 'cache-control': 'no-store' }).end(text),
        () => response.writeHead(500).end(),
      );
    }).listen(metricsPort, host);
    await once(this.server, 'listening');
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
