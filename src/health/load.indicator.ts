import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { EventLoopMonitor } from '../limits/event-loop-monitor.js';
import { RequestLimiter } from '../limits/request-limiter.js';

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
