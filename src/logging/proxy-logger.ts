import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';
import { logDestination } from './log-destination.js';
import { LOG_LEVELS } from './log-levels.js';

/** Nest tells each module and route that it finds: of use only to who debugs the start. */
const CHATTER: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Writes one JSON object a line to standard output, readable lines to a terminal; Nest's own messages as well. */
export class ProxyLogger implements LoggerService {
  private readonly pino;

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

  verbose(message: unknown, context?: unknown): void {
    this.debug(message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.pino.debug(toEntry(message, context));
  }

  log(message: unknown, context?: unknown): void {
    if (CHATTER.has(context)) this.debug(message, context);
    else this.pino.info(toEntry(message, context));
  }

  warn(message: unknown, context?: unknown): void {
    this.pino.warning(toEntry(message, context));
  }

  /** Nest passes the stack before the context. */
  error(message: unknown, ...details: unknown[]): void {
    this.pino.error(toEntry(message, details.at(-1)));
  }

  /** May be the last word of the process: it does not wait. */
  fatal(message: unknown, context?: unknown): void {
    this.pino.critical(toEntry(message, context));
    logDestination.flush();
  }
}

function toEntry(message: unknown, context: unknown): Fields {
  const where = typeof context === 'string' ? { context } : {};
  if (message instanceof Error) return { ...where, message: `${message.name}: ${message.message}` };
  if (typeof message !== 'object' || message === null) return { ...where, message: String(message) };
  return Object.assign(where, message);
}
