import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../request-context/request-head.js';

/** Authenticates a request by its headers, before the body is read. Provide your own to authenticate by tokens, for example. */
export interface CallerResolver {
  /** Throws (or rejects with) an ApiError or an HttpException if the caller is not authorized. */
  authenticate(headers: IncomingHttpHeaders): Caller | Promise<Caller>;
}

/** Injection token of the CallerResolver. The default is ApiKeyCallerResolver. */
export const CALLER_RESOLVER = Symbol('CALLER_RESOLVER');
