import type { LogLevel } from '../config/log-level.js';

/** The levels of the log, in pino's numbers. */
export const LOG_LEVELS = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const satisfies Record<
  LogLevel,
  number
>;
