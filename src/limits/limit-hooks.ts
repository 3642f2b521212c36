import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { normalizeError, sendApiError } from '../http/error-response.js';
import type { Limit, RateLimitName } from '../request-context/request-context.js';
import { meterBody } from './body-meter.js';
import { MemoryBudget } from './memory-budget.service.js';
import { RateLimiter, type RateLimitState } from './rate-limiter.service.js';
import { RequestLimiter } from './request-limiter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The state of the caller's rate limit; undefined if the request is not limited. */
    rateLimitState: RateLimitState | undefined;
  }
}

/** Rejects requests above a limit, after authentication and before the body is read. */
@Injectable()
export class LimitHooks {
  constructor(
    private readonly concurrency: RequestLimiter,
    private readonly rates: RateLimiter,
    private readonly memory: MemoryBudget,
  ) {}

  /** Must be called after the hooks that authenticate, and before the routes are registered. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      if (route.config?.claudeProxy) route.preParsing = [...[route.preParsing ?? []].flat(), meterBody];
    });
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!request.routeOptions.config.claudeProxy) return done();
      // The client left while it was authenticated: no event would end what is acquired now.
      if (request.socket.destroyed) return;
      request.proxyContext.state.memory = this.memory.open();
      if (!isLimited(request, 'concurrency')) return done();
      try {
        this.concurrency.acquire(reply.raw);
      } catch (error) {
        return reject(reply, error);
      }
      done();
    });
    if (this.rates.isEnabled) this.installRateLimitHooks(fastify);
  }

  private installRateLimitHooks(fastify: FastifyInstance): void {
    fastify.decorateRequest('rateLimitState');
    fastify.addHook('onRequest', async (request, reply) => {
      const name = RATE_LIMITS.find((limit) => isLimited(request, limit));
      if (name === undefined) return;
      request.rateLimitState = await this.rates.count(request.proxyContext.head.caller, name);
      if (request.rateLimitState?.waitSeconds === undefined) return;
      reject(reply, createRateLimitError(request.rateLimitState));
      return reply;
    });
    // Runs after the hook that adds the upstream's headers: the client must receive the stricter of both limits.
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      const upstreamRemaining = reply.getHeader('anthropic-ratelimit-requests-remaining');
      if (request.rateLimitState) reply.headers(buildRateLimitHeaders(request.rateLimitState, upstreamRemaining));
      done();
    });
  }
}

const RATE_LIMITS: readonly RateLimitName[] = ['rate', 'token-count-rate'];

const isLimited = (request: FastifyRequest, limit: Limit): boolean =>
  request.routeOptions.config.claudeProxy?.limits.includes(limit) === true;

function reject(reply: FastifyReply, error: unknown): void {
  sendApiError(reply, normalizeError(error));
}

function createRateLimitError({ limit, waitSeconds }: RateLimitState): ApiError {
  return new ApiError(429, 'rate_limit_error', `Proxy rate limit exceeded (${limit} requests per minute per key)`, {
    headers: { 'retry-after': String(waitSeconds) },
  });
}

/** Builds Anthropic's rate limit headers, or none if the limit of the upstream, which is set already, is stricter. */
function buildRateLimitHeaders(
  { limit, remaining, resetsAt }: RateLimitState,
  upstreamRemaining: unknown,
): Record<string, string> {
  if (typeof upstreamRemaining === 'string' && Number(upstreamRemaining) < remaining) return {};
  return {
    'anthropic-ratelimit-requests-limit': String(limit),
    'anthropic-ratelimit-requests-remaining': String(remaining),
    'anthropic-ratelimit-requests-reset': resetsAt.toISOString(),
  };
}
