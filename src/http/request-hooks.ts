import type { Socket } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { RequestAuthenticator } from '../auth/request-authenticator.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { describeError } from '../common/error-description.js';
import { ApiError } from '../errors/api-error.js';
import { DrainService } from '../lifecycle/drain.service.js';
import { RequestContext } from '../request-context/request-context.js';
import type { RequestHead } from '../request-context/request-head.js';
import { createRequestId } from '../request-context/request-id.js';
import { RequestObservers } from '../request-context/request-observers.js';
import { normalizeError, normalizeRequestError, sendApiError } from './error-response.js';
import { RouteRegistry } from './route-registry.js';
import { closeIfStillSending, discardBody } from './unread-body.js';

/** A client's request id is echoed and logged only if it cannot be used to forge log lines or headers. */
const SAFE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** A body of this size (bytes) takes some milliseconds to parse, and again to convert. */
const LARGE_BODY = 1_000_000;

/** The status that nginx logs for a client that disconnected before its response. */
const CLIENT_LEFT = 499;

/**
 * The steps that Nest's request pipeline has no place for: ids before anything else, authentication before the body is
 * read, late response headers, and the record of each request for observers.
 */
@Injectable()
export class RequestHooks {
  private readonly logger = new Logger(RequestHooks.name);
  private coversAllRoutes = false;

  constructor(
    private readonly authenticator: RequestAuthenticator,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    private readonly routes: RouteRegistry,
    private readonly observers: RequestObservers,
    private readonly drain: DrainService,
  ) {}

  /** Includes all routes and unknown paths in ids, logs and metrics. The default is the routes of the Messages API only. */
  coverAllRoutes(): void {
    this.coversAllRoutes = true;
  }

  /** Must be called before the routes are registered. */
  install(fastify: FastifyInstance): void {
    fastify.decorateRequest('proxyContext');
    fastify.addHook('onRoute', (route) => this.configureRoute(route));
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!this.coversAllRoutes && !isProxied(request)) return done();
      createContext(request, reply, this.observers);
      destroyStalledSockets(reply);
      this.admit(request, reply, done);
    });
    // The work on a large body is split over two turns of the event loop, so that other streams can proceed in between.
    fastify.addHook('preHandler', (request, _reply, done) => {
      if (isProxied(request) && Number(headerOf(request, 'content-length')) > LARGE_BODY) setImmediate(done);
      else done();
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      // Requests that the router rejects, and those to a host application's routes, have no context.
      if (request.proxyContext) reply.headers(request.proxyContext.state.responseHeaders);
      // The client then sends its next request to another replica.
      if (request.proxyContext && this.drain.isDraining) reply.header('connection', 'close');
      done();
    });
  }

  /** Applies to the routes of the Messages API whatever adapter options the application uses. */
  private configureRoute(route: RouteOptions & { path: string }): void {
    this.routes.add(route.path, route.method);
    if (!route.config?.claudeProxy) return;
    route.bodyLimit = this.options.bodyLimit;
    // Errors before the handler, such as invalid JSON, do not reach the exception filter of the route.
    route.errorHandler = (error: FastifyError, request, reply) => {
      const failure = normalizeRequestError(error);
      if (failure.status >= 500)
        this.logger.error({ requestId: request.proxyContext.requestId, ...describeError(error) });
      sendApiError(reply, failure);
    };
  }

  /** Decides by its headers whether the body of a request is read: not for an unknown path, and not without a valid key. */
  private admit(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const reject = (error: unknown): void => sendApiError(reply, normalizeError(error));
    const { claudeProxy, discardsBody } = request.routeOptions.config;
    try {
      if (hasSeveralHosts(request)) throw ApiError.invalidRequest('The request has more than one Host header');
      if (request.is404) throw this.routes.createNotFoundError(request.method, request.url);
      if (discardsBody) return discardBody(request, reply);
      if (!claudeProxy?.requiresKey) return done();
      if (this.drain.isClosing) throw ApiError.shuttingDown();
      if (isCompressed(request)) throw ApiError.unsupportedEncoding();
      const pending = this.authenticator.authenticate(request);
      if (pending) pending.then(() => done(), reject);
      else done();
    } catch (error) {
      reject(error);
    }
  }
}

const isProxied = (request: FastifyRequest): boolean => request.routeOptions.config.claudeProxy !== undefined;

/**
 * The socket's timeout also fires while the upstream generates. Only a client that does not read its response is
 * disconnected: it holds the response and a connection to the upstream.
 */
function destroyStalledSockets({ raw }: FastifyReply): void {
  raw.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}

function createContext(request: FastifyRequest, reply: FastifyReply, observers: RequestObservers): void {
  const head = readHead(request);
  const context = new RequestContext(head, observers);
  request.proxyContext = context;
  reply.header('request-id', head.requestId);
  if (head.clientRequestId) reply.header('x-request-id', head.clientRequestId);
  endContextWith(reply, context);
  observers.onStart(context.record);
}

function readHead(request: FastifyRequest): RequestHead {
  const clientRequestId = headerOf(request, 'x-request-id');
  return {
    requestId: createRequestId(),
    clientRequestId: clientRequestId !== undefined && SAFE_ID.test(clientRequestId) ? clientRequestId : undefined,
    headers: request.headers,
    sessionId: headerOf(request, 'x-claude-code-session-id'),
    method: request.method,
    query: queryOf(request.url),
    route: request.routeOptions.url ?? 'unknown',
    isProxied: isProxied(request),
    traceparent: headerOf(request, 'traceparent'),
    tracestate: headerOf(request, 'tracestate'),
    caller: undefined,
  };
}

/**
 * Fastify's onResponse hook does not run if the client disconnects, but the `close` event does. What the end of the
 * response triggers, such as the end of the upstream call, comes first.
 */
function endContextWith({ raw, request }: FastifyReply, context: RequestContext): void {
  const { socket } = request;
  const writtenBefore = socket.bytesWritten;
  raw.once('close', () => {
    const end = {
      status: raw.headersSent ? raw.statusCode : CLIENT_LEFT,
      requestBytes: Number(headerOf(request, 'content-length') ?? 0),
      responseBytes: socket.bytesWritten - writtenBefore,
    };
    setImmediate(() => context.end(end, raw.writableFinished));
    closeIfStillSending(request);
  });
}

/** Such a request can mean different things to the proxies in front of this one (RFC 9112, 3.2). */
function hasSeveralHosts({ raw: { rawHeaders } }: FastifyRequest): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

function isCompressed(request: FastifyRequest): boolean {
  const encoding = headerOf(request, 'content-encoding')?.trim().toLowerCase();
  return encoding !== undefined && encoding !== '' && encoding !== 'identity';
}

/** Without the question mark; empty if there is none. */
function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
