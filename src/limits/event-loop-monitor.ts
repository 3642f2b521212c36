import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** How often (ms) the delay is sampled. */
const SAMPLING_INTERVAL = 50;
/** How often (ms) the samples are evaluated. */
const EVALUATION_INTERVAL = 1_000;
/** At a median delay (ms) above this, streams stutter and another replica would be faster. */
const DELAY_THRESHOLD = 250;
/** The event loop counts as recovered at this median delay (ms) or less. Lower than DELAY_THRESHOLD, so that readiness does not flap. */
const RECOVERY_THRESHOLD = 100;

/** Monitors the event loop delay. It evaluates the median per second, because a single pause is not an overload. */
@Injectable()
export class EventLoopMonitor implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(EventLoopMonitor.name);
  private readonly histogram = monitorEventLoopDelay({ resolution: SAMPLING_INTERVAL });
  private timer: NodeJS.Timeout | undefined;
  private delayed = false;

  get isDelayed(): boolean {
    return this.delayed;
  }

  onModuleInit(): void {
    this.histogram.enable();
    this.timer = setInterval(() => {
      this.update(this.histogram.percentile(50) / 1e6 - SAMPLING_INTERVAL);
      this.histogram.reset();
    }, EVALUATION_INTERVAL).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.histogram.disable();
  }

  /** Updates the state from the median delay (ms) of the last second. */
  update(delayMs: number): void {
    const isDelayed = delayMs > (this.delayed ? RECOVERY_THRESHOLD : DELAY_THRESHOLD);
    if (isDelayed === this.delayed) return;
    this.delayed = isDelayed;
    this.logger.warn({
      message: isDelayed ? 'event loop delayed' : 'event loop recovered',
      delayMs: Math.round(delayMs),
    });
  }
}
