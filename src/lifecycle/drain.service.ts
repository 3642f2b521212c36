import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import { ActiveRequests } from './active-requests.js';
import { SocketTracker } from './socket-tracker.js';

/** Interval (ms) at which idle keep-alive sockets are closed: a stream that ends while draining leaves one. */
const IDLE_SWEEP = 100;
/** Time (ms) for the `error` events of ended streams to reach their clients. */
const FINAL_EVENTS = 1_000;

/** Shuts down gracefully: requests in progress may complete within the drain timeout. */
@Injectable()
export class DrainService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DrainService.name);
  private state: 'serving' | 'draining' | 'closing' = 'serving';

  constructor(
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly activeRequests: ActiveRequests,
    private readonly sockets: SocketTracker,
  ) {}

  /** True from the start of the shutdown: no new work should be sent to this process. */
  get isDraining(): boolean {
    return this.state !== 'serving';
  }

  /** True once new Messages requests are rejected. */
  get isClosing(): boolean {
    return this.state === 'closing';
  }

  /** Closes the server. Resolves when every open request has completed, or was ended after the drain timeout. */
  async drain(): Promise<void> {
    const { drainTimeoutMs } = this.options;
    await this.startDraining();
    await this.close(drainTimeoutMs, ApiError.shuttingDown());
  }

  /** Ends every open request at once, after an unhandled error. */
  async terminate(): Promise<void> {
    await this.close(0, ApiError.crashed());
  }

  /**
   * Runs when an application closes, on a signal after `enableShutdownHooks()` for example. A host application's server
   * and its other routes are left to Nest, which closes them afterwards.
   */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.isDraining) return;
    await this.startDraining();
    this.state = 'closing';
    const completed = new AbortController();
    const timeout = this.failAfter(this.options.drainTimeoutMs, ApiError.shuttingDown(), completed.signal);
    await Promise.race([this.activeRequests.waitUntilEmpty(), timeout]);
    completed.abort();
  }

  private async startDraining(): Promise<void> {
    this.state = 'draining';
    this.logger.log({ message: 'draining', activeRequests: this.activeRequests.count });
    await delay(this.options.shutdownDelayMs);
  }

  private async close(timeoutMs: number, error: ApiError): Promise<void> {
    this.state = 'closing';
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = setInterval(() => this.sockets.closeIdle(), IDLE_SWEEP);
    const completed = new AbortController();
    const timeout = this.failAfter(timeoutMs, error, completed.signal).then((failed) => {
      if (failed) server.closeAllConnections();
    });
    await Promise.race([closed, timeout]);
    completed.abort();
    clearInterval(sweep);
  }

  /** Ends the open requests with an error after a time. Resolves to false if the signal comes first. */
  private async failAfter(timeoutMs: number, error: ApiError, signal: AbortSignal): Promise<boolean> {
    try {
      await delay(timeoutMs, undefined, { signal });
      this.logger.warn({ message: 'ending open requests', activeRequests: this.activeRequests.count });
      this.activeRequests.failAll(error);
      await delay(FINAL_EVENTS, undefined, { signal });
      return true;
    } catch {
      return false;
    }
  }
}
