import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthGuard } from '../auth/auth.guard.js';
import type { DrainService } from '../draining/drain.service.js';
import type { AccessLog } from '../logging/access-log.js';
import { ApiError } from '../conversion/errors/api-error.js';
import type { KnownRoutes } from './known-routes.js';
import { RequestContext } from './request-context.js';
import { createRequestId } from './request-id.js';
import { sendApiError } from './send-api-error.js';

/** A client's request id is echoed and logged only when it cannot forge anything. */
const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/;

const shuttingDown = new ApiError(529, 'overloaded_error', 'The proxy is shutting down; send the request again', {
  headers: { 'retry-after': '1' },
});

interface Collaborators {
  readonly guard: AuthGuard;
  readonly routes: KnownRoutes;
  readonly accessLog: AccessLog;
  readonly drain: DrainService;
}

/**
 * Installs what must happen outside Nest's request pipeline: ids before anything else, the key before the body is read,
 * late reply headers, the access log.
 */
export function installRequestHooks(fastify: FastifyInstance, collaborators: Collaborators): void {
  const { routes, accessLog } = collaborators;
  fastify.decorateRequest('proxyContext');
  fastify.addHook('onRoute', ({ path, method }) => routes.add(path, method));
  fastify.addHook('onRequest', (request, reply, done) => {
    beginContext(request, reply);
    if (admit(request, reply, collaborators)) done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    // A request that the router itself refused has no context.
    if (request.proxyContext) reply.headers(request.proxyContext.replyHeaders);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.proxyContext) accessLog.write(request, reply.statusCode);
    done();
  });
}

/** Checks the key where one is needed; answers itself, and returns false, when the request goes no further. */
function admit(request: FastifyRequest, reply: FastifyReply, { guard, drain }: Collaborators): boolean {
  // The client's next request should go to another replica.
  if (drain.isDraining) reply.header('connection', 'close');
  if (!request.routeOptions.config.claudeProxy?.requiresKey) return true;
  try {
    if (drain.isClosing) throw shuttingDown;
    request.proxyContext.caller = guard.authenticate(request.headers);
    return true;
  } catch (error) {
    sendApiError(reply, error instanceof ApiError ? error : ApiError.internal());
    return false;
  }
}

function beginContext(request: FastifyRequest, reply: FastifyReply): void {
  const clientRequestId = headerOf(request, 'x-request-id');
  const sane = clientRequestId !== undefined && SANE_ID.test(clientRequestId) ? clientRequestId : undefined;
  const context = new RequestContext(createRequestId(), sane, headerOf(request, 'x-claude-code-session-id'));
  request.proxyContext = context;
  reply.header('request-id', context.requestId);
  if (sane) reply.header('x-request-id', sane);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
