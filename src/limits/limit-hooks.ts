import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import type { Limit } from '../request-context/request-context.js';
import { sendApiError } from '../http/error-response.js';
import { normalizeError } from '../http/error-response.js';
import type { RequestLimiter } from './request-limiter.js';
import type { RateLimiter } from './rate-limiter.service.js';
import { type RateLimitState, buildRateLimitHeaders } from './rate-limit-headers.js';

interface Limits {
  readonly concurrency: RequestLimiter;
  readonly rates: RateLimiter;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the caller's rate limit has left; absent when there is none. */
    rateLimitState: RateLimitState | undefined;
  }
}

/** Refuses what is too much, behind the check of the key and before the body is read. */
export function installLimitHooks(fastify: FastifyInstance, { concurrency, rates }: Limits): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isLimited(request, 'concurrency')) return done();
    try {
      concurrency.enter(reply.raw);
    } catch (error) {
      return refuse(reply, error);
    }
    done();
  });
  if (rates.isOn) installRateLimits(fastify, rates);
}

function installRateLimits(fastify: FastifyInstance, rates: RateLimiter): void {
  fastify.decorateRequest('allowance');
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isLimited(request, 'rate')) return;
    request.rateLimitState = await rates.count(request.proxyContext.head.caller);
    if (request.rateLimitState?.waitSeconds === undefined) return;
    refuse(reply, toRateLimitError(request.rateLimitState));
    return reply;
  });
  // Behind the hook that adds the upstream's headers: of two limits the client must hear of the tighter one.
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const upstreamRemaining = reply.getHeader('anthropic-ratelimit-requests-remaining');
    if (request.rateLimitState) reply.headers(buildRateLimitHeaders(request.rateLimitState, upstreamRemaining));
    done();
  });
}

const isLimited = (request: FastifyRequest, limit: Limit): boolean =>
  request.routeOptions.config.claudeProxy?.limits.includes(limit) === true;

function refuse(reply: FastifyReply, error: unknown): void {
  sendApiError(reply, normalizeError(error));
}

function toRateLimitError({ limit, waitSeconds }: RateLimitState): ApiError {
  return new ApiError(429, 'rate_limit_error', `Rate limit of this proxy: ${limit} requests per minute for each key`, {
    headers: { 'retry-after': String(waitSeconds) },
  });
}
