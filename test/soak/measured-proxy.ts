import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The resources of the service after a full garbage collection. */
export interface Level {
  readonly heapMiB: number;
  readonly residentMiB: number;
  readonly sockets: number;
  readonly files: number;
  readonly timers: number;
}

interface Answer {
  readonly heap: number;
  readonly resident: number;
  readonly timers: number;
}

/** Runs inside the service: reports its resources without keeping the process alive. */
const PROBE = `
  process.on('message', () => {
    gc(); setImmediate(() => { gc();
      const { heapUsed: heap, rss: resident } = process.memoryUsage();
      const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      process.send({ heap, resident, timers });
    });
  });
  process.channel.unref();`;

/** The built service in a separate process, with access to its resource usage. */
export class MeasuredProxy {
  /** Log lines that report an internal error. */
  errors = 0;
  private output = '';
  private readonly exit: Promise<number | null>;
  /** Rejects if the service exits unexpectedly. */
  private readonly death: Promise<never>;

  private constructor(private readonly child: ChildProcess) {
    this.exit = once(child, 'exit').then(([code]) => code as number | null);
    this.death = this.exit.then((code) => {
      throw new Error(`The service ended by itself with ${code ?? child.signalCode}`);
    });
    this.death.catch(() => undefined);
    child.stdout!.setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  static async start(
    variables: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ): Promise<MeasuredProxy> {
    const probe = `data:text/javascript,${encodeURIComponent(PROBE)}`;
    const child = spawn(
      process.execPath,
      [...flags, '--expose-gc', '--import', probe, join(process.cwd(), 'bundle/dist/main.js')],
      { cwd: tmpdir(), env: { PATH: process.env['PATH'], ...variables }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    );
    const proxy = new MeasuredProxy(child);
    while (proxy.url === undefined) await Promise.race([once(child.stdout!, 'data'), proxy.death]);
    return proxy;
  }

  /** The address, once the service listens. */
  get url(): string | undefined {
    return /is listening on (http:\/\/[^"\s]+)/.exec(this.output)?.[1];
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The greatest resident memory so far, in MiB. */
  get peakMiB(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024);
  }

  async measure(): Promise<Level> {
    this.child.send('measure');
    const [{ heap, resident, timers }] = (await Promise.race([once(this.child, 'message'), this.death])) as [Answer];
    const folder = `/proc/${this.child.pid}/fd`;
    const targets = readdirSync(folder).map((name) => linkOf(join(folder, name)));
    const sockets = targets.filter((target) => target.startsWith('socket:')).length;
    return { heapMiB: toMiB(heap), residentMiB: toMiB(resident), sockets, files: targets.length, timers };
  }

  /** Stops the service with a signal and resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exit;
  }

  private read(text: string): void {
    if (this.url === undefined) this.output += text;
    this.errors += text.match(/"level":"(?:error|critical)"/g)?.length ?? 0;
  }
}

const toMiB = (bytes: number): number => Math.round((bytes / 1024 / 1024) * 10) / 10;

/** A file may be closed while the list is read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
