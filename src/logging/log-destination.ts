import { type DestinationStream, pino } from 'pino';
import { LOG_LEVELS } from './log-levels.js';

/** So many bytes are written at once: a call of the system for each line would cost more than a request's conversion. */
const PARCEL = 8_192;
/** How long (ms) a line may wait for others. */
const LONGEST_WAIT = 250;

/** Where the lines of the log go; `flush` hands over what still waits, before the process ends for instance. */
export interface LogDestination extends DestinationStream {
  flush(): void;
}

/** Standard output. The lines that wait are written at the latest when the process ends. */
class Parcels implements LogDestination {
  private readonly output = pino.destination({ dest: 1, sync: false, minLength: PARCEL });
  private timer: NodeJS.Timeout | undefined;

  write(line: string): void {
    this.output.write(line);
    this.timer ??= setTimeout(() => this.send(), LONGEST_WAIT).unref();
  }

  flush(): void {
    this.output.flushSync();
  }

  private send(): void {
    this.timer = undefined;
    this.output.flush();
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
