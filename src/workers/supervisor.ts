import { Logger } from '@nestjs/common';
import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { handleWorkerRequest, sendToWorker } from './worker-channel.js';
import type { WorkerMessage, WorkerRequests } from './worker-channel.js';

interface SupervisorOptions {
  readonly size: number;
  /** Environment variables of the workers in addition to those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** How long (ms) workers may take to drain and exit before they are killed. */
  readonly graceMs: number;
  /** The exit code of a worker that must not be replaced, because the next one would fail in the same way. */
  readonly fatalExitCode: number;
  /** Called when a worker exits with that code. */
  readonly onFatalExit: () => void;
  /** Creates the handlers of the workers' requests; the function returns the workers that are listening. */
  readonly createHandlers: (listening: () => readonly Worker[]) => WorkerRequests;
}

/** Runs worker processes that share one port: replaces those that exit unexpectedly and stops them together. */
export class Supervisor {
  private readonly logger = new Logger(Supervisor.name);
  private readonly startTimes = new Map<number, number>();
  private readonly listening = new Set<Worker>();
  private readonly restartDelay = new RestartDelay();
  private readonly handlers: WorkerRequests;
  private isStopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.handlers = options.createHandlers(() => [...this.listening]);
  }

  /** Starts one worker and, once it is listening, the others. Resolves with the address. */
  async start(): Promise<string> {
    const first = this.fork();
    const url = await Promise.race([waitForAddress(first), rejectOnExit(first)]);
    cluster.on('exit', (worker, code, signal) => this.handleExit(worker, code, signal));
    for (let count = 1; count < this.options.size; count += 1) this.fork();
    return url;
  }

  /** Drains all workers. Resolves when all have exited, with whether those that were listening exited with 0. */
  async stop(): Promise<boolean> {
    this.isStopping = true;
    const drained = [...this.listening];
    const exits = Promise.all(findWorkers().map((worker) => once(worker, 'exit')));
    for (const worker of findWorkers()) {
      if (this.listening.has(worker)) sendToWorker(worker, { type: 'claude-proxy:drain' });
      else worker.process.kill('SIGKILL');
    }
    const deadline = setTimeout(() => {
      this.logger.error({
        message: 'workers did not exit in time; killing them',
        workers: findWorkers().map(({ id }) => id),
      });
      this.kill();
    }, this.options.graceMs);
    await exits;
    clearTimeout(deadline);
    return drained.every((worker) => worker.process.exitCode === 0);
  }

  /** Kills all workers immediately. */
  kill(): void {
    for (const worker of findWorkers()) worker.process.kill('SIGKILL');
  }

  private fork(): Worker {
    const worker = cluster.fork(this.options.environment);
    this.startTimes.set(worker.id, performance.now());
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'claude-proxy:request') void handleWorkerRequest(worker, message, this.handlers);
      if (message.type !== 'claude-proxy:listening') return;
      this.listening.add(worker);
      this.logger.log({ message: 'worker is listening', worker: worker.id, pid: worker.process.pid });
    });
    return worker;
  }

  private handleExit(worker: Worker, code: number | null, signal: string | null): void {
    const uptime = performance.now() - (this.startTimes.get(worker.id) ?? 0);
    this.startTimes.delete(worker.id);
    this.listening.delete(worker);
    if (this.isStopping) return;
    if (code === this.options.fatalExitCode) return this.options.onFatalExit();
    const delayMs = this.restartDelay.next(uptime);
    const { pid } = worker.process;
    this.logger.error({
      message: 'worker exited; starting another one',
      worker: worker.id,
      pid,
      code,
      signal,
      delayMs,
    });
    setTimeout(() => {
      if (!this.isStopping) this.fork();
    }, delayMs);
  }
}

const findWorkers = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

function waitForAddress(worker: Worker): Promise<string> {
  return new Promise((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'claude-proxy:listening') resolve(message.url);
    });
  });
}

async function rejectOnExit(worker: Worker): Promise<never> {
  const [code] = (await once(worker, 'exit')) as [number | null];
  throw new WorkerStartError(code ?? 1);
}

/** The first worker exited before it was listening. It has logged the reason, which would affect other workers as well. */
export class WorkerStartError extends Error {
  constructor(readonly exitCode: number) {
    super(`The first worker exited with code ${exitCode} before it was listening`);
    this.name = 'WorkerStartError';
  }
}

/** A worker that exits within this time (ms) after its start probably fails for a reason that affects the next one, too. */
const SHORT_UPTIME = 30_000;
const FIRST_DELAY = 500;
const MAX_DELAY = 30_000;

/** Chooses how long to wait before a failed worker is replaced: not at all, then longer after each consecutive early exit. */
export class RestartDelay {
  private earlyExits = 0;

  /** The delay (ms) after a worker exited that ran for the given time (ms). */
  next(uptime: number): number {
    this.earlyExits = uptime < SHORT_UPTIME ? this.earlyExits + 1 : 0;
    return this.earlyExits <= 1 ? 0 : Math.min(MAX_DELAY, FIRST_DELAY * 2 ** (this.earlyExits - 2));
  }
}
