import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../request-context/caller.js';

/** Finds out who calls, before the body is read. The proxy's own compares keys; a platform may check tokens instead. */
export interface CallerResolver {
  /** Throws, or rejects with, ApiError or HttpException when the caller may not call. */
  authenticate(headers: IncomingHttpHeaders): Caller | Promise<Caller>;
}

/** Injects the CallerResolver; AuthGuard unless it is replaced. */
export const CALLER_RESOLVER = Symbol('CALLER_RESOLVER');
