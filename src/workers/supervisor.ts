import { Logger } from '@nestjs/common';
import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { handleWorkerRequest, tell } from './worker-channel.js';
import type { WorkerMessage, WorkerRequests } from './worker-messages.js';

/** What a supervisor has to know. */
interface SupervisorOptions {
  readonly size: number;
  /** Variables of the workers beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long (ms) workers may take to end once they are told to; those that hang are killed. */
  readonly patienceMs: number;
  /** The exit code of a worker that no other one could replace, such as that of a bad configuration. */
  readonly hopelessCode: number;
  /** Called when a worker ended with that code. */
  readonly onHopeless: () => void;
  /** Creates the handlers of what workers request of this process. */
  readonly createHandlers: (serving: () => readonly Worker[]) => WorkerRequests;
}

/** Keeps a number of workers serving one port: replaces those that die, and ends them together. */
export class Supervisor {
  private readonly logger = new Logger(Supervisor.name);
  private readonly births = new Map<number, number>();
  private readonly serving = new Set<Worker>();
  private readonly handlers: WorkerRequests;
  private shortLives = 0;
  private isEnding = false;

  constructor(private readonly options: SupervisorOptions) {
    this.handlers = options.createHandlers(() => [...this.serving]);
  }

  /** Starts one worker and, when it serves, the others; resolves with the address. */
  async start(): Promise<string> {
    const first = this.fork();
    const url = await Promise.race([addressOf(first), failureOf(first)]);
    cluster.on('exit', (worker, code, signal) => this.replace(worker, code, signal));
    for (let count = 1; count < this.options.size; count += 1) this.fork();
    return url;
  }

  /** Lets all workers drain; resolves when they are gone, with whether those that served went by themselves. */
  async end(): Promise<boolean> {
    this.isEnding = true;
    const served = [...this.serving];
    const gone = Promise.all(workersAlive().map((worker) => once(worker, 'exit')));
    for (const worker of workersAlive()) {
      if (this.serving.has(worker)) tell(worker, { type: 'claude-proxy:drain' });
      else worker.process.kill('SIGKILL');
    }
    const deadline = setTimeout(() => {
      this.logger.error({ message: 'workers hang and are killed', workers: workersAlive().map(({ id }) => id) });
      this.kill();
    }, this.options.patienceMs);
    await gone;
    clearTimeout(deadline);
    return served.every((worker) => worker.process.exitCode === 0);
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const worker of workersAlive()) worker.process.kill('SIGKILL');
  }

  private fork(): Worker {
    const worker = cluster.fork(this.options.environment);
    this.births.set(worker.id, performance.now());
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'claude-proxy:question') void handleWorkerRequest(worker, message, this.handlers);
      if (message.type !== 'claude-proxy:serving') return;
      this.serving.add(worker);
      this.logger.log({ message: 'worker serves', worker: worker.id, pid: worker.process.pid });
    });
    return worker;
  }

  private replace(worker: Worker, code: number | null, signal: string | null): void {
    const age = performance.now() - (this.births.get(worker.id) ?? 0);
    this.births.delete(worker.id);
    this.serving.delete(worker);
    if (this.isEnding) return;
    if (code === this.options.hopelessCode) return this.options.onHopeless();
    this.shortLives = age < SHORT_LIFE ? this.shortLives + 1 : 0;
    const delayMs = computeRestartDelay(this.shortLives);
    this.logger.error({
      message: 'worker died and is replaced',
      worker: worker.id,
      pid: worker.process.pid,
      code,
      signal,
      delayMs,
    });
    setTimeout(() => {
      if (!this.isEnding) this.fork();
    }, delayMs);
  }
}

const workersAlive = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

/** Resolves when the worker serves. */
function addressOf(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'claude-proxy:serving') resolve(message.url);
    });
  });
}

/** Rejects when the worker ends; it has told the log why. */
async function failureOf(worker: Worker): Promise<never> {
  const [code] = (await once(worker, 'exit')) as [number | null];
  throw new WorkerStartError(code ?? 1);
}

/** A worker that lived shorter than this (ms) may die of what the next one will die of. */
const SHORT_LIFE = 30_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;

/** How long (ms) to wait before a dead worker is replaced, after so many short lives in a row: the first one is replaced at once. */
function computeRestartDelay(shortLives: number): number {
  return shortLives <= 1 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (shortLives - 2));
}

/** The first worker ended before it served, and has told the log why; another one would fare no better. */
export class WorkerStartError extends Error {
  constructor(readonly exitCode: number) {
    super(`The first worker ended with ${exitCode} before it served`);
    this.name = 'WorkerStartError';
  }
}
