import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type LogLine = Readonly<Record<string, unknown>>;

/** The built service in a process of its own, as an operator runs it. */
export class SpawnedProxy {
  readonly log: LogLine[] = [];
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private readonly waiting: { matches: (line: LogLine) => boolean; resolve: (line: LogLine) => void }[] = [];

  private constructor(private readonly child: ChildProcess) {
    this.exit = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    createInterface({ input: child.stdout! }).on('line', (text) => {
      const line = JSON.parse(text) as LogLine;
      this.log.push(line);
      for (const { matches, resolve } of this.waiting) if (matches(line)) resolve(line);
    });
  }

  /** Starts a built program with nothing but these variables. */
  static start(variables: Record<string, string>, program = join(process.cwd(), 'dist/main.js')): SpawnedProxy {
    const { PATH } = process.env;
    return new SpawnedProxy(
      spawn(process.execPath, [program], {
        // No .env of the developer's may join in.
        cwd: tmpdir(),
        env: { PATH, ...variables },
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves with the first log line, past or future, that matches. */
  logged(matches: (line: LogLine) => boolean): Promise<LogLine> {
    const past = this.log.find(matches);
    if (past) return Promise.resolve(past);
    const future = new Promise<LogLine>((resolve) => this.waiting.push({ matches, resolve }));
    const tooEarly = this.exit.then(({ code }): never => {
      throw new Error(`The proxy ended with ${code} before that line: ${JSON.stringify(this.log)}`);
    });
    return Promise.race([future, tooEarly]);
  }

  /** Resolves with the address once the service listens. */
  async listening(): Promise<string> {
    const line = await this.logged(({ message }) => String(message).includes('is listening on'));
    return String(line['message']).split(' ').at(-1)!;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
