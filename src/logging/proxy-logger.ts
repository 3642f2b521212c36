import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { LogLevel } from '../config/log-level.js';
import { createLogDestination } from './log-destination.js';

const LEVELS = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const satisfies Record<
  LogLevel,
  number
>;

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

  /** Writing is asynchronous unless the process is about to end: then no line may overtake another. */
  constructor(level: LogLevel, { isLastWord = false } = {}) {
    const options = {
      level,
      customLevels: LEVELS,
      useOnlyCustomLevels: true,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.pino = pino(options, createLogDestination(LEVELS, isLastWord));
  }

  verbose(message: unknown, context?: unknown): void {
    this.debug(message, context);
  }

  debug(message: unknown, context?: unknown): void {
    this.pino.debug(...toEntry(message, context));
  }

  log(message: unknown, context?: unknown): void {
    if (CHATTER.has(context)) this.debug(message, context);
    else this.pino.info(...toEntry(message, context));
  }

  warn(message: unknown, context?: unknown): void {
    this.pino.warning(...toEntry(message, context));
  }

  /** Nest passes the stack before the context. */
  error(message: unknown, ...details: unknown[]): void {
    this.pino.error(...toEntry(message, details.at(-1)));
  }

  fatal(message: unknown, context?: unknown): void {
    this.pino.critical(...toEntry(message, context));
  }
}

function toEntry(message: unknown, context: unknown): [Fields, string] {
  const where = typeof context === 'string' ? { context } : {};
  if (message instanceof Error) return [where, `${message.name}: ${message.message}`];
  if (typeof message !== 'object' || message === null) return [where, String(message)];
  const { message: text = '', ...fields } = message as Fields;
  return [{ ...where, ...fields }, String(text)];
}
