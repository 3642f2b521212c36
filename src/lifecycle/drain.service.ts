import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../errors/api-error.js';
import { ActiveRequests } from './active-requests.js';
import { SocketTracker } from './socket-tracker.js';

/** How often (ms) keep-alive sockets are closed that have become idle: a stream that was open at the start leaves one. */
const IDLE_SWEEP = 100;
/** How long (ms) the `error` events of streams that were cut off may take to reach their clients. */
const LAST_WORDS = 1_000;

/** Ends the service without cutting off what is under way. */
@Injectable()
export class DrainService {
  private readonly logger = new Logger(DrainService.name);
  private state: 'serving' | 'draining' | 'closing' = 'serving';

  constructor(
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    private readonly adapterHost: HttpAdapterHost,
    private readonly activeRequests: ActiveRequests,
    private readonly openSockets: SocketTracker,
  ) {}

  /** True from the signal on: no new work should be sent here. */
  get isDraining(): boolean {
    return this.state !== 'serving';
  }

  /** True once new requests are refused. */
  get isClosing(): boolean {
    return this.state === 'closing';
  }

  /** Resolves when every open request is over, or has been ended after the drain timeout. */
  async drain(): Promise<void> {
    const { shutdownDelayMs, drainTimeoutMs } = this.options;
    this.state = 'draining';
    this.logger.log({ message: 'draining', activeRequests: this.activeRequests.count });
    await delay(shutdownDelayMs);
    await this.close(drainTimeoutMs, ApiError.shuttingDown());
  }

  /** Ends every open request at once: something has failed that nobody foresaw, and the process cannot go on. */
  async abandon(): Promise<void> {
    await this.close(0, ApiError.crashed());
  }

  private async close(timeoutMs: number, lastWord: ApiError): Promise<void> {
    this.state = 'closing';
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = setInterval(() => this.openSockets.closeIdle(), IDLE_SWEEP);
    const timeout = new AbortController();
    await Promise.race([closed, this.endAfter(timeoutMs, lastWord, server, timeout.signal)]);
    timeout.abort();
    clearInterval(sweep);
  }

  private async endAfter(timeoutMs: number, lastWord: ApiError, server: Server, signal: AbortSignal): Promise<void> {
    try {
      await delay(timeoutMs, undefined, { signal });
      this.logger.warn({ message: 'ending open requests', activeRequests: this.activeRequests.count });
      this.activeRequests.failAll(lastWord);
      await delay(LAST_WORDS, undefined, { signal });
      server.closeAllConnections();
    } catch {
      // Everything was over before the timeout.
    }
  }
}
