import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { createRequestId } from '../request-context/request-id.js';
import { sendApiError } from './error-response.js';

export interface ProxyAdapterOptions {
  /** Maximum size of a request body in bytes. */
  readonly bodyLimit: number;
}

/** Time (ms) for a client to send the request headers. Slow clients would hold sockets otherwise. */
const HEADERS_TIMEOUT = 30_000;
/** Interval (ms) at which Node checks for connections past that time. */
const CONNECTIONS_CHECK = 5_000;
/** Time (ms) for a client to send the whole request: 32 MiB over a slow connection take minutes. */
const REQUEST_TIMEOUT = 300_000;
/** A client that does not read its response for this time (ms) is disconnected. */
const WRITE_TIMEOUT = 300_000;
/** Time (ms) that an idle connection is kept: longer than the usual 60 s of load balancers, which must close it first. */
const KEEP_ALIVE = 72_000;

const proxyAdapters = new WeakSet<object>();

/** Whether an adapter was created by createProxyAdapter. */
export const isProxyAdapter = (adapter: object): boolean => proxyAdapters.has(adapter);

/**
 * Creates the Fastify adapter with the settings that the proxy needs: the body limit, timeouts, and errors in Anthropic's
 * format for malformed HTTP requests. Keys such as `__proto__` are removed from bodies.
 */
export function createProxyAdapter({ bodyLimit }: ProxyAdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit,
    // Base URLs with a slash too many are common: `//v1/messages`, `/v1/messages/`.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    // By default Fastify rejects such keys, and a conversation that quotes one could not continue.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: WRITE_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    http: { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: CONNECTIONS_CHECK },
    frameworkErrors: sendRouterError,
    clientErrorHandler: sendParserError,
  });
  proxyAdapters.add(adapter);
  return adapter;
}

/** Handles a URL that the router rejects before any hook runs: it is malformed or too long. */
function sendRouterError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendApiError(reply, new ApiError(error.statusCode ?? 400, 'invalid_request_error', error.message));
}

const PARSER_ERRORS: ReadonlyMap<string, ApiError> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', new ApiError(408, 'invalid_request_error', 'The request did not arrive in time')],
  ['HPE_HEADER_OVERFLOW', new ApiError(431, 'invalid_request_error', 'The request headers are too large')],
]);

/** Handles a request that Node cannot parse: there is no reply object, only the socket. */
function sendParserError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const failure = PARSER_ERRORS.get(error.code ?? '') ?? ApiError.invalidRequest('The request is not valid HTTP/1.1');
  const requestId = createRequestId();
  const body = JSON.stringify(failure.buildBody(requestId));
  socket.end(
    `HTTP/1.1 ${failure.status} Bad Request\r\ncontent-type: application/json; charset=utf-8\r\nrequest-id: ${requestId}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
