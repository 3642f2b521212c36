import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallerResolver } from '../auth/caller-resolver.js';
import type { Caller } from '../request-context/caller.js';
import type { DrainService } from '../lifecycle/drain.service.js';
import { ApiError } from '../errors/api-error.js';
import type { RequestObserver } from '../request-context/request-observer.js';
import type { RouteRegistry } from './route-registry.js';
import { RequestContext } from '../request-context/request-context.js';
import type { RequestHead } from '../request-context/request-head.js';
import { createRequestId } from '../request-context/request-id.js';
import { sendApiError } from './error-response.js';
import { normalizeError } from './error-response.js';

/** A client's request id is echoed and logged only when it cannot forge anything. */
const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** A body of so many bytes takes some milliseconds to parse, and as many to convert. */
const LARGE_BODY = 1_000_000;

/** What nginx logs for a client that left before its answer. */
const CLIENT_LEFT = 499;

interface Collaborators {
  readonly callers: CallerResolver;
  readonly routes: RouteRegistry;
  readonly observers: Required<RequestObserver>;
  readonly drain: DrainService;
  /** Whether all routes are the proxy's: those of a host application are none of its business. */
  readonly isStandalone: boolean;
}

/**
 * Installs what must happen outside Nest's request pipeline: ids before anything else, the key before the body is read,
 * late reply headers, and the record of each request for those who observe.
 */
export function installRequestHooks(fastify: FastifyInstance, collaborators: Collaborators): void {
  const { routes, observers, drain, isStandalone } = collaborators;
  fastify.decorateRequest('proxyContext');
  fastify.addHook('onRoute', ({ path, method }) => routes.add(path, method));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isStandalone && !request.routeOptions.config.claudeProxy) return done();
    createContext(request, reply, observers);
    destroyStalledSockets(reply);
    admit(request, reply, collaborators, done);
  });
  // What a large body needs is spread over two turns of the event loop, so that the streams of others go on in between.
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (Number(headerOf(request, 'content-length')) > LARGE_BODY) setImmediate(done);
    else done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    // A request that the router itself refused has no context, nor has one to a host's route.
    if (request.proxyContext) reply.headers(request.proxyContext.state.responseHeaders);
    // The client's next request should go to another replica.
    if (request.proxyContext && drain.isDraining) reply.header('connection', 'close');
    done();
  });
}

/** Checks the key where one is needed; goes on with `done`, or answers itself. */
function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { callers, drain }: Collaborators,
  done: () => void,
): void {
  if (!request.routeOptions.config.claudeProxy?.requiresKey) return done();
  const refuse = (error: unknown): void => sendApiError(reply, normalizeError(error));
  const enter = (caller: Caller): void => {
    request.proxyContext.setCaller(caller);
    done();
  };
  try {
    if (drain.isClosing) throw ApiError.shuttingDown();
    const caller = callers.authenticate(request.headers);
    if (caller instanceof Promise) caller.then(enter, refuse);
    else enter(caller);
  } catch (error) {
    refuse(error);
  }
}

/**
 * Node tells when nothing has moved on the connection for as long as the adapter says, also while the upstream thinks.
 * Only a client that leaves its reply unread is at fault: it holds that reply, and a connection to the upstream.
 */
function destroyStalledSockets({ raw }: FastifyReply): void {
  raw.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}

function createContext(request: FastifyRequest, reply: FastifyReply, observers: Required<RequestObserver>): void {
  const head = toHead(request);
  const context = new RequestContext(head, observers);
  request.proxyContext = context;
  reply.header('request-id', head.requestId);
  if (head.clientRequestId) reply.header('x-request-id', head.clientRequestId);
  endContextWith(reply, context);
  observers.onStart(context.record);
}

function toHead(request: FastifyRequest): RequestHead {
  const clientRequestId = headerOf(request, 'x-request-id');
  return {
    requestId: createRequestId(),
    clientRequestId: clientRequestId !== undefined && SANE_ID.test(clientRequestId) ? clientRequestId : undefined,
    headers: request.headers,
    sessionId: headerOf(request, 'x-claude-code-session-id'),
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    isProxied: request.routeOptions.config.claudeProxy !== undefined,
    traceparent: headerOf(request, 'traceparent'),
    tracestate: headerOf(request, 'tracestate'),
    caller: undefined,
  };
}

/**
 * Fastify's own hook is silent when the client leaves; the socket's is not. What the reply's end sets in motion, such as
 * the end of the upstream call, comes first.
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
  });
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
