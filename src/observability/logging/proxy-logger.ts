import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel } from '../../config/log-level.js';
import { logDestination } from './log-destination.js';
import { LOG_LEVELS } from './log-destination.js';

/** Nest tells each module and route that it finds: of use only to who debugs the start. */
const CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Writes one JSON object a line to standard output, readable lines to a terminal; Nest's own messages as well. */
export class ProxyLogger implements LoggerService {
  private readonly pino;
  /** One for each record: the names of services and a few more, never what a client sends. */
  private readonly byContext = new Map<string, typeof this.pino>();

  constructor(level: LogLevel) {
    const options = {
      level,
      customLevels: LOG_LEVELS,
      useOnlyCustomLevels: true,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = pino(options, logDestination);
  }

  verbose(message: unknown, record?: unknown): void {
    this.debug(message, record);
  }

  debug(message: unknown, record?: unknown): void {
    this.of(record).debug(toEntry(message));
  }

  log(message: unknown, record?: unknown): void {
    if (CHATTER.has(record)) this.debug(message, record);
    else this.of(record).info(toEntry(message));
  }

  warn(message: unknown, record?: unknown): void {
    this.of(record).warning(toEntry(message));
  }

  /** Nest passes the stack before the record. */
  error(message: unknown, ...details: unknown[]): void {
    this.of(details.at(-1)).error(toEntry(message));
  }

  /** May be the last word of the process: it does not wait. */
  fatal(message: unknown, record?: unknown): void {
    this.of(record).critical(toEntry(message));
    logDestination.flush();
  }

  private of(record: unknown): typeof this.pino {
    if (typeof record !== 'string') return this.pino;
    const known = this.byContext.get(record);
    if (known) return known;
    const logger = this.pino.child({ record });
    this.byContext.set(record, logger);
    return logger;
  }
}

function toEntry(message: unknown): object {
  if (message instanceof Error) return { message: `${message.name}: ${message.message}` };
  return typeof message === 'object' && message !== null ? message : { message: String(message) };
}
