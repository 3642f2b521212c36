import { Inject, Injectable, Logger, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { estimateTokens } from '../conversion/shared/tokens/input-estimate.js';
import { collectCountableContent } from '../conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../protocol/anthropic/request.js';
import type { Caller } from '../request-context/request-head.js';
import { FairQueue } from './fair-queue.js';
import { TokenizerThread } from './tokenizer-thread.js';

/** Injection token of the URL of the worker's program. */
export const TOKEN_WORKER_URL = Symbol('TOKEN_WORKER_URL');

const WORKER_URL = new URL('./token-counter.worker.js', import.meta.url);
/** How long a request waits for its count before its tokens are estimated instead. */
const MAX_WAIT_MILLISECONDS = 5000;
/** Longer texts are estimated: they exceed the context window of nearly every model, and take up to a second to count. */
const MAX_CHARACTERS = 1_000_000;
/** Longer texts are counted in parts, and other callers have their turn in between. */
const PART_CHARACTERS = 100_000;

/** The texts of one request. */
interface CountJob {
  readonly caller: string;
  /** The parts that have yet to be counted. */
  readonly parts: (readonly string[])[];
  tokens: number;
  /** Ends the job; without a number if the tokens could not be counted. */
  readonly settle: (tokens?: number) => void;
}

/** Counts input tokens with a real tokenizer in a worker thread. */
@Injectable()
export class TokenCounter implements OnApplicationShutdown {
  private readonly logger = new Logger(TokenCounter.name);
  private readonly queue = new FairQueue<CountJob>();
  private readonly tokenizer: TokenizerThread;
  private isAvailable = true;
  private isCounting = false;

  constructor(@Optional() @Inject(TOKEN_WORKER_URL) workerUrl: URL = WORKER_URL) {
    this.tokenizer = new TokenizerThread(workerUrl, (error) => this.disable(error));
  }

  /**
   * Counts a request's input tokens. Falls back to an estimate if the tokenizer is unavailable, if the request is very long,
   * or if the caller has too many requests waiting.
   */
  async countTokens(request: CountTokensRequest, caller?: Caller): Promise<number> {
    const countable = collectCountableContent(request);
    const tokens = await this.countTexts(countable.texts, caller?.id ?? 'anonymous');
    return tokens === undefined ? estimateTokens(countable) : tokens + countable.fixedTokens;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const { settle } of this.queue.clear()) settle();
    await this.tokenizer.stop();
  }

  private countTexts(texts: readonly string[], caller: string): Promise<number | undefined> {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    if (!this.isAvailable || length > MAX_CHARACTERS) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timeout = setTimeout(() => job.settle(), MAX_WAIT_MILLISECONDS);
      const job: CountJob = {
        caller,
        parts: splitTexts(texts),
        tokens: 0,
        settle: (tokens) => {
          clearTimeout(timeout);
          this.queue.remove(caller, job);
          resolve(tokens);
        },
      };
      if (this.queue.add(caller, job)) void this.countAll();
      else job.settle();
    });
  }

  /** Counts one part after the other until the queue is empty. */
  private async countAll(): Promise<void> {
    if (this.isCounting) return;
    this.isCounting = true;
    for (let job = this.queue.next(); job; job = this.queue.next()) await this.countPart(job);
    this.isCounting = false;
  }

  private async countPart(job: CountJob): Promise<void> {
    const part = job.parts.shift();
    const tokens = part && this.isAvailable ? await this.tokenizer.count(part) : undefined;
    if (tokens === undefined) return job.settle();
    job.tokens += tokens;
    if (job.parts.length === 0) job.settle(job.tokens);
  }

  private disable(error: Error): void {
    this.isAvailable = false;
    this.logger.warn({ message: 'tokenizer failed: token counts are estimated', reason: error.message });
  }
}

/** Splits texts into parts of a limited number of characters. There is always one. */
function splitTexts(texts: readonly string[]): (readonly string[])[] {
  const parts: string[][] = [[]];
  let room = PART_CHARACTERS;
  for (const text of texts) {
    for (let start = 0; start < text.length;) {
      if (room === 0) {
        parts.push([]);
        room = PART_CHARACTERS;
      }
      const piece = text.slice(start, start + room);
      parts.at(-1)?.push(piece);
      start += piece.length;
      room -= piece.length;
    }
  }
  return parts;
}
