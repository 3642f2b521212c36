import type { FastifyReply } from 'fastify';
import type { ApiError } from '../conversion/errors/api-error.js';
import { createRequestId } from './request-id.js';

/** Answers with Anthropic's error envelope; also where the request failed before any hook ran. */
export function sendApiError(reply: FastifyReply, error: ApiError): void {
  const context = reply.request.proxyContext;
  if (context) context.failure = error;
  const requestId = context?.requestId ?? createRequestId();
  void reply
    .code(error.status)
    .header('request-id', requestId)
    .headers(error.extras.headers ?? {})
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(error.toBody(requestId)));
}
