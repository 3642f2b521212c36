import type { IncomingHttpHeaders } from 'node:http';

/** What is known of a request once its headers have arrived and its key was checked. Immutable. */
export interface RequestHead {
  readonly requestId: string;
  /** The client's own request id, if it sent a valid one. */
  readonly clientRequestId: string | undefined;
  readonly sessionId: string | undefined;
  /** As received, including the API key: for a platform's own rules, never for a log. */
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** The query string of the URL, as received. */
  readonly query: string;
  /** The pattern of the route, never the requested path; `unknown` if no route matched. */
  readonly route: string;
  /** Whether the route belongs to the Messages API and requires a key. */
  readonly isProxied: boolean;
  /** W3C trace context, as received. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  /** Undefined until the key was checked, and on routes that need no key. */
  readonly caller: Caller | undefined;
}

/** The caller, as found by the key check. */
export interface Caller {
  /** The key to send to the upstream; absent if the upstream requires none. */
  readonly apiKey?: string;
  /** True if the key is the proxy's own, false if it is the client's (passthrough mode). */
  readonly usesProxyKey: boolean;
  /** Identifies the caller without revealing the key; absent if the client sent no key. */
  readonly id?: string;
}

/** Derives a caller's id from the digest of the client's key. */
export const deriveCallerId = (digest: Buffer): string => digest.toString('hex', 0, 6);
