import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { DrainService } from '../lifecycle/drain.service.js';

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
