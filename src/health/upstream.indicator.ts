import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Upstream } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.service.js';

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
