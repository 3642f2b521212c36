import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { RequestLimiter } from '../limits/request-limiter.js';
import { EventLoopMonitor } from '../limits/event-loop-monitor.js';

/** Down while this process has more to do than it can: another one should get the next requests. */
@Injectable()
export class LoadIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly concurrency: RequestLimiter,
    private readonly eventLoop: EventLoopMonitor,
  ) {}

  check(): HealthIndicatorResult {
    const indicator = this.indicators.check('load');
    if (this.eventLoop.isLate) return indicator.down('the event loop is late');
    return this.concurrency.isSaturated ? indicator.down('at the limit of concurrent requests') : indicator.up();
  }
}
