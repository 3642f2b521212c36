import { Worker } from 'node:worker_threads';
import type { CountJob, WorkerMessage } from './token-counter.worker.js';

/** The worker ends after this time without a job, because the tokenizer uses about 90 MB. */
const IDLE_MILLISECONDS = 60_000;
/** How long to wait for a result before the worker is replaced. It includes the time to start the worker. */
const TIMEOUT_MILLISECONDS = 5000;

/** Runs the tokenizer in a worker thread, which is started on demand. It counts one job at a time. */
export class TokenizerThread {
  private worker: Worker | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private settle: ((tokens?: number) => void) | undefined;

  /** `onUnavailable` is called if the tokenizer cannot be loaded: starting it again would fail as well. */
  constructor(
    private readonly url: URL,
    private readonly onUnavailable: (error: Error) => void,
  ) {}

  /** Counts tokens. Resolves without a number if the worker fails or takes too long; the next job gets a new one. */
  count(job: CountJob): Promise<number | undefined> {
    clearTimeout(this.idleTimer);
    return new Promise((resolve) => {
      const timeout = setTimeout(() => void this.stop(), TIMEOUT_MILLISECONDS);
      this.settle = (tokens) => {
        clearTimeout(timeout);
        this.settle = undefined;
        resolve(tokens);
      };
      this.worker ??= this.start();
      this.worker.postMessage(job);
    });
  }

  async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    clearTimeout(this.idleTimer);
    this.settle?.();
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(this.url);
    let isReady = false;
    worker.unref();
    worker.on('message', (message: WorkerMessage) => {
      if (message === 'ready') isReady = true;
      else if (worker === this.worker) this.finish(message);
    });
    worker.on('error', (error) => {
      if (!isReady) this.onUnavailable(error);
      if (worker === this.worker) void this.stop();
    });
    return worker;
  }

  private finish(tokens: number): void {
    this.idleTimer = setTimeout(() => void this.stop(), IDLE_MILLISECONDS).unref();
    this.settle?.(tokens);
  }
}
