import cluster from 'node:cluster';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { PrimaryMessage, WorkerRequests, WorkerMessage } from './worker-channel.js';

type Response = Extract<PrimaryMessage, { type: 'claude-proxy:response' }>;

/**
 * Whether this process is a worker of the proxy's own supervisor. A process that another program forks, such as a process
 * manager, serves alone.
 */
export const isWorker = ({ workers }: ProxyOptions): boolean => cluster.isWorker && workers > 1;

/** Exchanges messages with the primary process. */
@Injectable()
export class PrimaryChannel {
  /** Whether there is a primary process. */
  readonly isConnected: boolean;
  /** Resolves when the primary process tells this worker to drain. */
  readonly drainRequested: Promise<void>;
  private readonly pending = new Map<number, (response: Response) => void>();
  private lastId = 0;

  constructor(@Inject(PROXY_OPTIONS) options: ProxyOptions) {
    this.isConnected = isWorker(options);
    this.drainRequested = new Promise((resolve) => {
      if (this.isConnected) process.on('message', (message: PrimaryMessage) => this.receive(message, resolve));
    });
  }

  /** Reports the address that this worker listens on. */
  reportListening(url: string): void {
    this.send({ type: 'claude-proxy:listening', url });
  }

  /** Sends this worker's metrics whenever the primary process collects them. */
  provideMetrics(readMetrics: () => Promise<object[]>): void {
    process.on('message', ({ type }: PrimaryMessage) => {
      if (type === 'claude-proxy:collect-metrics') {
        void readMetrics().then((metrics) => this.send({ type: 'claude-proxy:metrics', metrics }));
      }
    });
  }

  /** Sends a request to the primary process; rejects when it fails there. */
  request<Name extends keyof WorkerRequests>(
    name: Name,
    ...args: Parameters<WorkerRequests[Name]>
  ): ReturnType<WorkerRequests[Name]>;
  request(name: keyof WorkerRequests, ...args: readonly unknown[]): Promise<unknown> {
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      this.pending.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
      this.send({ type: 'claude-proxy:request', id, name, args });
    });
  }

  private receive(message: PrimaryMessage, drain: () => void): void {
    if (message.type === 'claude-proxy:drain') drain();
    if (message.type !== 'claude-proxy:response') return;
    this.pending.get(message.id)?.(message);
    this.pending.delete(message.id);
  }

  private send(message: WorkerMessage): void {
    process.send?.(message);
  }
}
