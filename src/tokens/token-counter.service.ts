import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { estimateTokens } from '../conversion/shared/tokens/input-estimate.js';
import { type CountableContent, collectCountableContent } from '../conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../protocol/anthropic/request.js';
import type { CountJob, CountResult } from './token-counter.worker.js';

/** Injection token of the URL of the worker's program. */
export const TOKEN_WORKER_URL = Symbol('TOKEN_WORKER_URL');

const WORKER_URL = new URL('./token-counter.worker.js', import.meta.url);
/** The worker ends after this time without a job, because the tokenizer uses about 90 MB. */
const IDLE_MILLISECONDS = 60_000;
/** How long to wait for the worker before the tokens are estimated instead. */
const TIMEOUT_MILLISECONDS = 5000;
/** Longer texts are estimated: they exceed the context window of every model anyway. */
const MAX_CHARACTERS = 8_000_000;

/** Resolves a pending count; without a number if the worker failed. */
type Settle = (tokens?: number) => void;

/** Counts input tokens with a real tokenizer in a worker thread, which is started on demand. */
@Injectable()
export class TokenCounter implements OnApplicationShutdown {
  private readonly logger = new Logger(TokenCounter.name);
  private readonly pending = new Map<number, Settle>();
  private worker: Worker | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private hasFailed = false;
  private lastId = 0;

  constructor(@Optional() @Inject(TOKEN_WORKER_URL) private readonly workerUrl: URL = WORKER_URL) {}

  /** Counts a request's input tokens. Falls back to an estimate if the worker is unavailable or too slow. */
  async countTokens(request: CountTokensRequest): Promise<number> {
    const countable = collectCountableContent(request);
    const tokens = this.isCountable(countable) ? await this.countInWorker(countable.texts) : undefined;
    return tokens === undefined ? estimateTokens(countable) : tokens + countable.fixedTokens;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private isCountable({ texts }: CountableContent): boolean {
    return !this.hasFailed && texts.reduce((sum, text) => sum + text.length, 0) <= MAX_CHARACTERS;
  }

  private countInWorker(texts: readonly string[]): Promise<number | undefined> {
    const id = ++this.lastId;
    clearTimeout(this.idleTimer);
    return new Promise((resolve) => {
      // Stopping the worker also resolves all other pending counts, which would time out as well.
      const timeout = setTimeout(() => void this.stop(), TIMEOUT_MILLISECONDS);
      this.pending.set(id, (tokens) => {
        clearTimeout(timeout);
        resolve(tokens);
      });
      this.worker ??= this.start();
      this.worker.postMessage({ id, texts } satisfies CountJob);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.workerUrl);
    worker.unref();
    worker.on('message', ({ id, tokens }: CountResult) => this.settle(id, tokens));
    worker.on('error', (error) => this.handleError(error));
    return worker;
  }

  private settle(id: number, tokens: number): void {
    this.pending.get(id)?.(tokens);
    this.pending.delete(id);
    if (this.pending.size > 0) return;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => void this.stop(), IDLE_MILLISECONDS).unref();
  }

  /** A worker that has failed once is not restarted, because it would fail again. */
  private handleError(error: Error): void {
    this.hasFailed = true;
    this.logger.warn({ message: 'tokenizer failed: token counts are estimated', reason: error.message });
    void this.stop();
  }

  private async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    clearTimeout(this.idleTimer);
    for (const settle of this.pending.values()) settle();
    this.pending.clear();
    await worker?.terminate();
  }
}
