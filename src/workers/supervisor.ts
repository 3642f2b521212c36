import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import { answerQuestion, tell } from './answer-question.js';
import { SHORT_LIFE, toRestartDelay } from './to-restart-delay.js';
import { createAnswers } from './answers.js';
import type { WorkerMessage } from './worker-messages.js';
import { WorkerStartError } from './worker-start-error.js';

/** What a supervisor has to know. */
export interface SupervisorOptions {
  readonly size: number;
  /** Variables of the workers beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long (ms) workers may take to end once they are told to; those that hang are killed. */
  readonly patienceMs: number;
  /** The exit code of a worker that no other one could replace, such as that of a bad configuration. */
  readonly hopelessCode: number;
  /** Called when a worker ended with that code. */
  readonly onHopeless: () => void;
}

/** Keeps a number of workers serving one port: replaces those that die, and ends them together. */
export class Supervisor {
  private readonly logger = new Logger(Supervisor.name);
  private readonly births = new Map<number, number>();
  private readonly serving = new Set<Worker>();
  private readonly answers = createAnswers(() => [...this.serving]);
  private shortLives = 0;
  private isEnding = false;

  constructor(private readonly options: SupervisorOptions) {}

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
      if (message.type === 'claude-proxy:question') void answerQuestion(worker, message, this.answers);
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
    const delayMs = toRestartDelay(this.shortLives);
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
