import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { type Indexed, IndexedSet } from '../common/indexed-set.js';

/** A listener that is notified periodically of how long (ms) it has been idle. */
export interface IdleListener extends Indexed {
  lastActivity: number;
  onTick(idleMs: number): void;
}

/** Detects idle streams, with one timer for all of them. */
@Injectable()
export class IdleTimer {
  private readonly listeners = new IndexedSet<IdleListener>();
  private readonly period: number;
  private timer: NodeJS.Timeout | undefined;
  /** Idle time (ms) after which the client receives a ping. */
  readonly pingInterval: number;

  constructor(@Inject(PROXY_OPTIONS) { pingIntervalMs }: ProxyOptions) {
    this.pingInterval = pingIntervalMs;
    // A tenth of the ping interval, within 10 ms and 1 s.
    this.period = Math.min(1_000, Math.max(10, pingIntervalMs / 10));
  }

  watch(listener: IdleListener): void {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.tick(), this.period).unref();
  }

  unwatch(listener: IdleListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const now = performance.now();
    for (const listener of this.listeners.all()) listener.onTick(now - listener.lastActivity);
  }
}
