import { HttpException } from '@nestjs/common';
import type { FastifyError, FastifyReply } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import type { ErrorType } from '../protocol/anthropic/errors.js';
import { createRequestId } from '../request-context/request-id.js';

/** Sends an error in Anthropic's format, also if the request failed before any hook ran. */
export function sendApiError(reply: FastifyReply, error: ApiError): void {
  const context = reply.request.proxyContext;
  if (context) context.record.failure = error;
  const requestId = context?.requestId ?? createRequestId();
  void reply
    .code(error.status)
    .header('request-id', requestId)
    .headers(error.extras.headers ?? {})
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(error.buildBody(requestId)));
}

const TYPES_BY_STATUS: ReadonlyMap<number, ErrorType> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [405, 'not_found_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [503, 'overloaded_error'],
  [529, 'overloaded_error'],
]);

/** Replaces messages of the framework that do not say what to do. */
const MESSAGES_BY_STATUS: ReadonlyMap<number, string> = new Map([
  [413, 'The request body is larger than this gateway accepts; its operator can raise CLAUDE_PROXY_BODY_LIMIT'],
  [415, 'The content-type must be application/json'],
]);

/** Converts anything thrown by the proxy, Nest, Fastify or a host application into the error that the client receives. */
export function normalizeError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof HttpException)) return ApiError.internal();
  const status = error.getStatus();
  const type = TYPES_BY_STATUS.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return new ApiError(status, type, MESSAGES_BY_STATUS.get(status) ?? error.message);
}

/** Converts an error that Fastify reports before the handler runs, such as invalid JSON. */
export function normalizeRequestError(error: FastifyError | ApiError): ApiError {
  if (error instanceof ApiError) return error;
  const { statusCode = 500, message } = error;
  return normalizeError(statusCode < 500 ? new HttpException(message, statusCode) : error);
}
