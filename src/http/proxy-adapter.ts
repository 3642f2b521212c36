import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { createRequestId } from '../request-context/request-id.js';
import { sendApiError } from './error-response.js';

export interface ProxyAdapterOptions {
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
}

/** A client must have sent its headers within this time (ms): slow ones hold sockets otherwise. */
const HEADERS_TIMEOUT = 30_000;
/** How often (ms) Node looks for connections past that time. */
const CONNECTIONS_CHECK = 5_000;
/** A client must have sent its whole request within this time (ms): 32 MiB over a slow line take minutes. */
const REQUEST_TIMEOUT = 300_000;
/** A client that takes nothing of what it is sent for this long (ms) is given up: somebody may have paused it for a while. */
const WRITE_DEADLINE = 300_000;
/** An idle connection is kept this long (ms), above the usual 60 s of load balancers: they must be the ones to close it. */
const KEEP_ALIVE = 72_000;

/** Makes the HTTP adapter that the proxy needs: body limit, harmless handling of poisoned keys, timeouts, JSON for broken requests. */
export function createProxyAdapter({ bodyLimit }: ProxyAdapterOptions): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit,
    // The default refuses them, and a conversation that quotes such a key could never go on.
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: WRITE_DEADLINE,
    keepAliveTimeout: KEEP_ALIVE,
    http: { headersTimeout: HEADERS_TIMEOUT, connectionsCheckingInterval: CONNECTIONS_CHECK },
    frameworkErrors: answerRefusedUrl,
    clientErrorHandler: answerBrokenRequest,
  });
}

/** Answers what the router refuses before any hook runs: a URL that is none, or is too long. */
function answerRefusedUrl(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendApiError(reply, new ApiError(error.statusCode ?? 400, 'invalid_request_error', error.message));
}

const BROKEN_REQUESTS: ReadonlyMap<string, ApiError> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', new ApiError(408, 'invalid_request_error', 'The request did not arrive in time')],
  ['HPE_HEADER_OVERFLOW', new ApiError(431, 'invalid_request_error', 'The request headers are too large')],
]);

/** Answers a request that Node could not parse: there is no reply object, only the socket. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const answer = BROKEN_REQUESTS.get(error.code ?? '') ?? ApiError.invalidRequest('The request is not valid HTTP/1.1');
  const requestId = createRequestId();
  const body = JSON.stringify(answer.buildBody(requestId));
  socket.end(
    `HTTP/1.1 ${answer.status} Bad Request\r\ncontent-type: application/json; charset=utf-8\r\nrequest-id: ${requestId}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
