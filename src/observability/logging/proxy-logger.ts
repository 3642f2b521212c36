import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel } from '../../config/log-level.js';
import { logDestination } from './log-destination.js';
import { createLogEntry } from './log-entry.js';
import { LOG_LEVELS } from './log-destination.js';

/** Nest logs each module and route at startup: logged at debug. */
const STARTUP_CONTEXTS: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest's logger: writes JSON lines to standard output, or readable lines to a terminal. */
export class ProxyLogger implements LoggerService {
  private readonly pino;
  /** Child loggers by context, such as a service's name; contexts never come from clients. */
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
    this.childFor(context).debug(createLogEntry(message));
  }

  log(message: unknown, context?: unknown): void {
    if (STARTUP_CONTEXTS.has(context)) this.debug(message, context);
    else this.childFor(context).info(createLogEntry(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.childFor(context).warning(createLogEntry(message));
  }

  /** Nest passes the stack before the context. */
  error(message: unknown, ...details: unknown[]): void {
    this.childFor(details.at(-1)).error(createLogEntry(message));
  }

  /** Flushes at once, since the process may exit next. */
  fatal(message: unknown, context?: unknown): void {
    this.childFor(context).critical(createLogEntry(message));
    logDestination.flush();
  }

  private childFor(context: unknown): typeof this.pino {
    if (typeof context !== 'string') return this.pino;
    const known = this.byContext.get(context);
    if (known) return known;
    const logger = this.pino.child({ context });
    this.byContext.set(context, logger);
    return logger;
  }
}
