import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../conversion/errors/api-error.js';
import type { Limit } from '../http/request-context.js';
import { sendApiError } from '../http/send-api-error.js';
import { toClientError } from '../http/to-client-error.js';
import type { ConcurrencyLimit } from './concurrency-limit.js';
import type { RateLimits } from './rate-limits.js';
import { type RequestAllowance, toAllowanceHeaders } from './to-allowance-headers.js';

interface Limits {
  readonly concurrency: ConcurrencyLimit;
  readonly rates: RateLimits;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the caller's rate limit has left; absent when there is none. */
    allowance: RequestAllowance | undefined;
  }
}

/** Refuses what is too much, behind the check of the key and before the body is read. */
export function installLimits(fastify: FastifyInstance, { concurrency, rates }: Limits): void {
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

function installRateLimits(fastify: FastifyInstance, rates: RateLimits): void {
  fastify.decorateRequest('allowance');
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isLimited(request, 'rate')) return;
    request.allowance = await rates.count(request.proxyContext.caller);
    if (request.allowance?.waitSeconds === undefined) return;
    refuse(reply, toRateLimitError(request.allowance));
    return reply;
  });
  // Behind the hook that adds the upstream's headers: of two limits the client must hear of the tighter one.
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const upstreamRemaining = reply.getHeader('anthropic-ratelimit-requests-remaining');
    if (request.allowance) reply.headers(toAllowanceHeaders(request.allowance, upstreamRemaining));
    done();
  });
}

const isLimited = (request: FastifyRequest, limit: Limit): boolean =>
  request.routeOptions.config.claudeProxy?.limits.includes(limit) === true;

function refuse(reply: FastifyReply, error: unknown): void {
  sendApiError(reply, toClientError(error));
}

function toRateLimitError({ limit, waitSeconds }: RequestAllowance): ApiError {
  return new ApiError(429, 'rate_limit_error', `Rate limit of this proxy: ${limit} requests per minute for each key`, {
    headers: { 'retry-after': String(waitSeconds) },
  });
}
