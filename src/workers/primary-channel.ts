import cluster from 'node:cluster';
import { Inject, Injectable } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import type { PrimaryMessage, WorkerRequests, WorkerMessage } from './worker-messages.js';

type Answer = Extract<PrimaryMessage, { type: 'claude-proxy:answer' }>;

/**
 * Tells whether this process is one of several that a primary of ours supervises. One that somebody else forks, such as a
 * process manager, serves alone.
 */
export const isWorker = ({ workers }: ProxyOptions): boolean => cluster.isWorker && workers > 1;

/** The primary process, as its workers see it. */
@Injectable()
export class PrimaryChannel {
  readonly isThere: boolean;
  /** Resolves when this worker is to finish what it does. */
  readonly drainOrder: Promise<void>;
  private readonly pending = new Map<number, (answer: Answer) => void>();
  private lastId = 0;

  constructor(@Inject(PROXY_OPTIONS) options: ProxyOptions) {
    this.isThere = isWorker(options);
    this.drainOrder = new Promise((resolve) => {
      if (this.isThere) process.on('message', (message: PrimaryMessage) => this.receive(message, resolve));
    });
  }

  /** Tells that this worker serves at an address. */
  reportServing(url: string): void {
    this.send({ type: 'claude-proxy:serving', url });
  }

  /** Lets the primary collect what this worker has counted. */
  offerMetrics(metrics: () => Promise<object[]>): void {
    process.on('message', ({ type }: PrimaryMessage) => {
      if (type === 'claude-proxy:collect') {
        void metrics().then((counted) => this.send({ type: 'claude-proxy:metrics', metrics: counted }));
      }
    });
  }

  /** Asks what concerns all workers; rejects when there is no answer. */
  ask<Name extends keyof WorkerRequests>(
    name: Name,
    ...args: Parameters<WorkerRequests[Name]>
  ): ReturnType<WorkerRequests[Name]>;
  ask(name: keyof WorkerRequests, ...args: readonly unknown[]): Promise<unknown> {
    const id = (this.lastId += 1);
    return new Promise((resolve, reject) => {
      this.pending.set(id, ({ result, problem }) =>
        problem === undefined ? resolve(result) : reject(new Error(problem)),
      );
      this.send({ type: 'claude-proxy:question', id, name, args });
    });
  }

  private receive(message: PrimaryMessage, drain: () => void): void {
    if (message.type === 'claude-proxy:drain') drain();
    if (message.type !== 'claude-proxy:answer') return;
    this.pending.get(message.id)?.(message);
    this.pending.delete(message.id);
  }

  private send(message: WorkerMessage): void {
    process.send?.(message);
  }
}
