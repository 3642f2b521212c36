import { type DestinationStream, pino } from 'pino';

/** Only who sits at a terminal pays for the printer. */
const printer = process.stdout.isTTY ? (await import('pino-pretty')).default : undefined;

/** Makes what takes the log's lines: standard output as it is, or a printer of readable lines when that is a terminal. */
export function createLogDestination(levels: Readonly<Record<string, number>>, isSync: boolean): DestinationStream {
  if (!printer) return pino.destination({ dest: 1, sync: isSync });
  const customLevels = Object.entries(levels).map(([name, value]) => `${name}:${value}`);
  return printer({ customLevels: customLevels.join(), useOnlyCustomProps: true, messageKey: 'message', sync: true });
}
