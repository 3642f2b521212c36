import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** How often (ms) the event loop is asked for a sign of life. */
const RESOLUTION = 50;
/** How often (ms) its answers are judged. */
const SAMPLE = 1_000;
/** Half of all events that come this late (ms): streams stutter, and another replica would be faster. */
const LATE = 250;
/** The delay (ms) at which the loop counts as recovered; the distance keeps the verdict from flapping. */
const RECOVERED = 100;

/** Watches how late the event loop is. The median of a second is judged: a single pause is no overload. */
@Injectable()
export class EventLoopMonitor implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(EventLoopMonitor.name);
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  private timer: NodeJS.Timeout | undefined;
  private late = false;

  get isLate(): boolean {
    return this.late;
  }

  onModuleInit(): void {
    this.delays.enable();
    this.timer = setInterval(() => {
      this.judge(this.delays.percentile(50) / 1e6 - RESOLUTION);
      this.delays.reset();
    }, SAMPLE).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delays.disable();
  }

  /** Takes the median delay of the last second. */
  judge(delayMs: number): void {
    const isLate = delayMs > (this.late ? RECOVERED : LATE);
    if (isLate === this.late) return;
    this.late = isLate;
    const message = isLate ? 'overloaded: the event loop is late' : 'the event loop is on time again';
    this.logger.warn({ message, delayMs: Math.round(delayMs) });
  }
}
