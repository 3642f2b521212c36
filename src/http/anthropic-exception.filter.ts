import { Catch, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { describeError } from '../common/error-description.js';
import { RouteRegistry } from './route-registry.js';
import { sendApiError } from './error-response.js';
import { normalizeError } from './error-response.js';
import { formatNotFoundMessage } from './route-registry.js';

/** Answers every failure in Anthropic's error envelope. What went wrong inside is for the log only. */
@Catch()
export class AnthropicExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(AnthropicExceptionFilter.name);

  constructor(private readonly routes: RouteRegistry) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.toWrongMethod(exception, request) ?? normalizeError(exception);
    // A client that left in the middle of its request is no failure of ours.
    if (error.status >= 500 && !(exception instanceof ApiError) && !request.socket.destroyed) {
      this.logger.error({ requestId: request.proxyContext?.requestId, ...describeError(exception) });
    }
    sendApiError(reply, error);
  }

  /** Nest knows no 405: a path that exists for other methods is "not found" to it. What the request lacks besides does not matter. */
  private toWrongMethod(exception: unknown, request: FastifyRequest): ApiError | undefined {
    if (!(exception instanceof NotFoundException) && !request.is404) return undefined;
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0) return ApiError.notFound(this.formatNotFoundMessage(request));
    return new ApiError(
      405,
      'not_found_error',
      `Method ${request.method} is not allowed here; use ${methods.join(' or ')}`,
      {
        headers: { allow: methods.join(', ') },
      },
    );
  }

  private formatNotFoundMessage({ method, url }: FastifyRequest): string {
    return formatNotFoundMessage(method, pathOf(url), (path) => this.routes.methodsOf(path).length > 0);
  }
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;
