import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import type { Upstream } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.service.js';

/** How long (ms) an upstream may take to answer. */
const TIMEOUT = 3_000;
/** How long (ms) an answer holds: probes of many load balancers must not become load on the upstream. */
const MEMORY = 10_000;
/** What gateways answer for a service that is not there. */
const GONE = [502, 503, 504];

/** Down while no upstream can be reached. Costs no tokens and needs no key: any answer will do. */
@Injectable()
export class UpstreamIndicator {
  private askedAt = -Infinity;
  private answer: Promise<boolean> = Promise.resolve(true);

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly http: HttpService,
    private readonly upstreams: Upstreams,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    if (performance.now() - this.askedAt > MEMORY) {
      this.askedAt = performance.now();
      this.answer = this.askAll();
    }
    const indicator = this.indicators.check('upstream');
    return (await this.answer) ? indicator.up() : indicator.down('not to be reached');
  }

  private async askAll(): Promise<boolean> {
    const answers = await Promise.all(this.upstreams.all.map((upstream) => this.ask(upstream)));
    return answers.includes(true);
  }

  private ask({ baseUrl }: Upstream): Promise<boolean> {
    const options = { signal: AbortSignal.timeout(TIMEOUT), maxRedirects: 0, validateStatus: null };
    return this.http.axiosRef.head(baseUrl.href, options).then(
      ({ status }) => !GONE.includes(status),
      () => false,
    );
  }
}
