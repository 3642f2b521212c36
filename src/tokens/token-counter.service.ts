import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Logger, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { estimateTokens } from '../conversion/shared/tokens/input-estimate.js';
import { type CountableContent, collectCountableContent } from '../conversion/shared/tokens/countable-content.js';
import type { CountTokensRequest } from '../protocol/anthropic/request.js';
import type { CountJob, CountResult } from './count-job.js';

/** Injection token of the worker program's URL. */
export const TOKEN_WORKER_URL = Symbol('TOKEN_WORKER_URL');

const WORKER_URL = new URL('./token-counter.worker.js', import.meta.url);
/** The tokenizer holds some 90 MB: nobody keeps that for a count an hour. */
const IDLE_MILLISECONDS = 60_000;
/** Nobody waits longer for a number that can be estimated. */
const PATIENCE_MILLISECONDS = 5000;
/** More text than any model's context holds: an estimate tells as well that it is too much. */
const MAX_CHARACTERS = 8_000_000;

/** Ends the waiting for a count; without a number when there will be none. */
type Settle = (tokens?: number) => void;

/** Counts input tokens with a real tokenizer in a thread of its own, which is started when first needed. */
@Injectable()
export class TokenCounter implements OnApplicationShutdown {
  private readonly logger = new Logger(TokenCounter.name);
  private readonly pending = new Map<number, Settle>();
  private worker: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private isBroken = false;
  private lastId = 0;

  constructor(@Optional() @Inject(TOKEN_WORKER_URL) private readonly workerUrl: URL = WORKER_URL) {}

  /** Counts a request's input tokens; falls back to the estimate when the tokenizer cannot be asked. */
  async countTokens(request: CountTokensRequest): Promise<number> {
    const countable = collectCountableContent(request);
    const tokens = this.isCountable(countable) ? await this.ask(countable.texts) : undefined;
    return tokens === undefined ? estimateTokens(countable) : tokens + countable.fixedTokens;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  private isCountable({ texts }: CountableContent): boolean {
    return !this.isBroken && texts.reduce((sum, text) => sum + text.length, 0) <= MAX_CHARACTERS;
  }

  private ask(texts: readonly string[]): Promise<number | undefined> {
    const id = ++this.lastId;
    clearTimeout(this.idle);
    return new Promise((resolve) => {
      // A worker that is so far behind is given up, and with it all that waits in its queue.
      const patience = setTimeout(() => void this.stop(), PATIENCE_MILLISECONDS);
      this.pending.set(id, (tokens) => {
        clearTimeout(patience);
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
    worker.on('error', (error) => this.fail(error));
    return worker;
  }

  private settle(id: number, tokens: number): void {
    this.pending.get(id)?.(tokens);
    this.pending.delete(id);
    if (this.pending.size > 0) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.stop(), IDLE_MILLISECONDS).unref();
  }

  /** A worker that has failed once fails again: from now on there are estimates. */
  private fail(error: Error): void {
    this.isBroken = true;
    this.logger.warn(`Tokens are estimated from now on, the tokenizer cannot be used: ${error.message}`);
    void this.stop();
  }

  private async stop(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    clearTimeout(this.idle);
    for (const settle of this.pending.values()) settle();
    this.pending.clear();
    await worker?.terminate();
  }
}
