import { Catch, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../conversion/errors/api-error.js';
import { describeFailure } from '../logging/describe-failure.js';
import { KnownRoutes } from './known-routes.js';
import { sendApiError } from './send-api-error.js';
import { toClientError } from './to-client-error.js';
import { toNotFoundMessage } from './to-not-found-message.js';

/** Answers every failure in Anthropic's error envelope. What went wrong inside is for the log only. */
@Catch()
export class AnthropicExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(AnthropicExceptionFilter.name);

  constructor(private readonly routes: KnownRoutes) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.toWrongMethod(exception, request) ?? toClientError(exception);
    // A client that left in the middle of its request is no failure of ours.
    if (error.status >= 500 && !(exception instanceof ApiError) && !request.socket.destroyed) {
      this.logger.error({ requestId: request.proxyContext?.requestId, ...describeFailure(exception) });
    }
    sendApiError(reply, error);
  }

  /** Nest knows no 405: a path that exists for other methods is "not found" to it. What the request lacks besides does not matter. */
  private toWrongMethod(exception: unknown, request: FastifyRequest): ApiError | undefined {
    if (!(exception instanceof NotFoundException) && !request.is404) return undefined;
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0) return ApiError.notFound(this.toNotFoundMessage(request));
    return new ApiError(
      405,
      'not_found_error',
      `Method ${request.method} is not allowed here; use ${methods.join(' or ')}`,
      {
        headers: { allow: methods.join(', ') },
      },
    );
  }

  private toNotFoundMessage({ method, url }: FastifyRequest): string {
    return toNotFoundMessage(method, pathOf(url), (path) => this.routes.methodsOf(path).length > 0);
  }
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;
