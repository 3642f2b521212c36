import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import type { LogLevel } from '../../config/log-level.js';

/** About so many bytes are written at once: a call of the system for each line would cost more than a request's conversion. */
const PARCEL = 65_536;
/** How long (ms) a line may wait for others. */
const LONGEST_WAIT = 250;

/** Where the lines of the log go; `flush` hands over what still waits, before the process ends for instance. */
interface LogDestination extends DestinationStream {
  flush(): void;
}

/** Standard output. The lines that wait are written at the latest when the process ends. */
class Parcels implements LogDestination {
  // It could gather lines itself, but would measure all that it has gathered again with each one. It writes when told to.
  private readonly output = pino.destination({ dest: 1, sync: false, minLength: 2 * PARCEL, maxWrite: 3 * PARCEL });
  private lines: string[] = [];
  private size = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    this.size += line.length;
    this.lines.push(line);
    if (this.size >= PARCEL) this.send();
    else this.timer ??= setTimeout(() => this.send(), LONGEST_WAIT).unref();
  }

  flush(): void {
    this.handOver();
    this.output.flushSync();
  }

  private send(): void {
    this.handOver();
    this.output.flush();
  }

  private handOver(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.output.write(this.lines.join(''));
    this.lines = [];
    this.size = 0;
  }
}

/** Only who sits at a terminal pays for the printer. */
async function createPrinter(): Promise<LogDestination> {
  const { default: pretty } = await import('pino-pretty');
  const customLevels = Object.entries(LOG_LEVELS).map(([name, value]) => `${name}:${value}`);
  const options = { customLevels: customLevels.join(), useOnlyCustomProps: true, messageKey: 'message', sync: true };
  return Object.assign(pretty(options), { flush: () => undefined });
}

/** Takes the log's lines: standard output as it is, or a printer of readable lines when that is a terminal. */
export const logDestination: LogDestination = process.stdout.isTTY ? await createPrinter() : new Parcels();

/** The levels of the log, in pino's numbers. */
export const LOG_LEVELS = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const satisfies Record<
  LogLevel,
  number
>;
