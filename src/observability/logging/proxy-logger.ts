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
  /** One for each context: the names of services and a few more, never what a client sends. */
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

  verbose(message: unknown, context?: unknown): void {
    this.debug(message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.of(context).debug(toEntry(message));
  }

  log(message: unknown, context?: unknown): void {
    if (CHATTER.has(context)) this.debug(message, context);
    else this.of(context).info(toEntry(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.of(context).warning(toEntry(message));
  }

  /** Nest passes the stack before the context. */
  error(message: unknown, ...details: unknown[]): void {
    this.of(details.at(-1)).error(toEntry(message));
  }

  /** May be the last word of the process: it does not wait. */
  fatal(message: unknown, context?: unknown): void {
    this.of(context).critical(toEntry(message));
    logDestination.flush();
  }

  private of(context: unknown): typeof this.pino {
    if (typeof context !== 'string') return this.pino;
    const known = this.byContext.get(context);
    if (known) return known;
    const logger = this.pino.child({ context });
    this.byContext.set(context, logger);
    return logger;
  }
}

function toEntry(message: unknown): object {
  if (message instanceof Error) return { message: `${message.name}: ${message.message}` };
  return typeof message === 'object' && message !== null ? message : { message: String(message) };
}
