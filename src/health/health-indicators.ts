import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { DrainService } from '../lifecycle/drain.service.js';
import { EventLoopMonitor } from '../limits/event-loop-monitor.js';
import { RequestLimiter } from '../limits/request-limiter.js';
import type { Upstream } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.service.js';

/** Down from the shutdown signal on, so that this replica receives no new requests. */
@Injectable()
export class DrainIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly drain: DrainService,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('draining');
    return this.drain.isDraining ? indicator.down('shutting down') : indicator.up();
  }
}

/** Down while this process is overloaded, so that other replicas receive the next requests. */
@Injectable()
export class LoadIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly concurrency: RequestLimiter,
    private readonly eventLoop: EventLoopMonitor,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('load');
    if (this.eventLoop.isDelayed) return indicator.down('event loop delayed');
    return this.concurrency.isSaturated ? indicator.down('concurrency limit reached') : indicator.up();
  }
}

/** How long (ms) to wait for the response of an upstream. */
const TIMEOUT = 3_000;
/** How long (ms) a result is reused, so that frequent probes do not become load on the upstream. */
const CACHE_DURATION = 10_000;
/** Statuses that a gateway returns for an unavailable service. */
const UNAVAILABLE_STATUSES = [502, 503, 504];

/** Down while no upstream is reachable. A check needs no key and no tokens: any response except 502, 503 or 504 counts. */
@Injectable()
export class UpstreamIndicator {
  private checkedAt = -Infinity;
  private result: Promise<boolean> = Promise.resolve(true);

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly http: HttpService,
    private readonly upstreams: Upstreams,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    if (performance.now() - this.checkedAt > CACHE_DURATION) {
      this.checkedAt = performance.now();
      this.result = this.checkAll();
    }
    const indicator = this.indicators.check('upstream');
    return (await this.result) ? indicator.up() : indicator.down('unreachable');
  }

  private async checkAll(): Promise<boolean> {
    const results = await Promise.all(this.upstreams.all.map((upstream) => this.isReachable(upstream)));
    return results.includes(true);
  }

  private isReachable({ baseUrl }: Upstream): Promise<boolean> {
    const options = { signal: AbortSignal.timeout(TIMEOUT), maxRedirects: 0, validateStatus: null };
    return this.http.axiosRef.head(baseUrl.href, options).then(
      ({ status }) => !UNAVAILABLE_STATUSES.includes(status),
      () => false,
    );
  }
}
