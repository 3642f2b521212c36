import type { DestinationStream } from 'pino';
import type { LogLevel } from '../../config/log-level.js';
import { LineWriter } from './line-writer.js';

/** Lines are written in chunks of about this size (bytes): a system call per line costs more than a conversion. */
const CHUNK_SIZE = 65_536;
const STDOUT = 1;
/** The longest time (ms) that a line waits to be written. */
const MAX_DELAY = 250;

/** Receives log lines; `flush` writes buffered lines at once, for example before the process exits. */
interface LogDestination extends DestinationStream {
  /** The number of lines that could not be written. */
  readonly droppedLines: number;
  flush(): void;
}

/** Buffered standard output. Remaining lines are written when the process exits. */
class BufferedStdout implements LogDestination {
  private readonly output = new LineWriter(STDOUT);
  private lines: string[] = [];
  private size = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    process.once('exit', () => this.flush());
  }

  get droppedLines(): number {
    return this.output.droppedLines;
  }

  write(line: string): void {
    this.size += line.length;
    this.lines.push(line);
    if (this.size >= CHUNK_SIZE) this.writeChunk();
    else this.timer ??= setTimeout(() => this.writeChunk(), MAX_DELAY).unref();
  }

  flush(): void {
    this.writeChunk();
    this.output.flush();
  }

  private writeChunk(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.output.write(this.lines.join(''));
    this.lines = [];
    this.size = 0;
  }
}

/** Loads pino-pretty only for a terminal. */
async function createPrettyPrinter(): Promise<LogDestination> {
  const { default: pretty } = await import('pino-pretty');
  const customLevels = Object.entries(LOG_LEVELS).map(([name, value]) => `${name}:${value}`);
  const options = { customLevels: customLevels.join(), useOnlyCustomProps: true, messageKey: 'message', sync: true };
  return Object.assign(pretty(options), { droppedLines: 0, flush: () => undefined });
}

/** JSON lines on standard output, or readable lines if standard output is a terminal. */
export const logDestination: LogDestination = process.stdout.isTTY ? await createPrettyPrinter() : new BufferedStdout();

/** The log levels with pino's numeric values. */
export const LOG_LEVELS = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const satisfies Record<
  LogLevel,
  number
>;
