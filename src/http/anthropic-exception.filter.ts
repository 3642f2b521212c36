import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, Type } from '@nestjs/common';
import { FILTER_CATCH_EXCEPTIONS } from '@nestjs/common/constants.js';
import { ApplicationConfig } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeError } from '../common/error-description.js';
import { ApiError } from '../errors/api-error.js';
import { normalizeError, sendApiError } from './error-response.js';

/** Filters for these types replace the error format of a whole application, which clients of the Messages API cannot read. */
const GENERAL_TYPES: readonly unknown[] = [Object, Error];

/** Sends every error in Anthropic's error format. Details of internal errors are logged and not sent. */
@Catch()
export class AnthropicExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(AnthropicExceptionFilter.name);

  constructor(private readonly application: ApplicationConfig) {}

  catch(exception: unknown, host: ArgumentsHost): unknown {
    const hostFilter = this.findHostFilter(exception);
    return hostFilter ? (hostFilter.catch(exception, host) as unknown) : this.sendError(exception, host);
  }

  private sendError(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = normalizeError(exception);
    // A client that disconnects while it sends its request is not an error of the proxy.
    if (error.status >= 500 && !(exception instanceof ApiError) && !request.socket.destroyed) {
      this.logger.error({ requestId: request.proxyContext?.requestId, ...describeError(exception) });
    }
    sendApiError(http.getResponse<FastifyReply>(), error);
  }

  /** A host application's global filter for its own exception class is more specific than this filter, as in `@Catch(QuotaExceeded)`. */
  private findHostFilter(exception: unknown): ExceptionFilter | undefined {
    if (exception instanceof ApiError || exception instanceof HttpException) return undefined;
    return this.application.getGlobalFilters().findLast((filter) => {
      const types = (Reflect.getMetadata(FILTER_CATCH_EXCEPTIONS, filter.constructor) ?? []) as readonly Type[];
      return types.some((type) => !GENERAL_TYPES.includes(type) && exception instanceof type);
    });
  }
}
