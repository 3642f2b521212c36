import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { type Indexed, IndexedSet } from '../common/indexed-set.js';

/** Something that wants to know how long (ms) it has been silent. */
export interface IdleListener extends Indexed {
  lastActivity: number;
  onTick(idleMs: number): void;
}

/** One timer for all open streams: it finds those that have been silent for too long. */
@Injectable()
export class IdleTimer {
  private readonly listeners = new IndexedSet<IdleListener>();
  private readonly period: number;
  private timer: NodeJS.Timeout | undefined;
  /** After this silence (ms) a client is shown that the proxy is alive. */
  readonly pingInterval: number;

  constructor(@Inject(PROXY_OPTIONS) { pingIntervalMs }: ProxyOptions) {
    this.pingInterval = pingIntervalMs;
    // Precise to a tenth of the interval, and to the second at most.
    this.period = Math.min(1_000, Math.max(10, pingIntervalMs / 10));
  }

  watch(silence: IdleListener): void {
    this.listeners.add(silence);
    this.timer ??= setInterval(() => this.tick(), this.period).unref();
  }

  unwatch(silence: IdleListener): void {
    this.listeners.delete(silence);
    if (this.listeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const now = performance.now();
    for (const silence of this.listeners.all()) silence.onTick(now - silence.lastActivity);
  }
}
