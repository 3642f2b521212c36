import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Writes one line for each request once it is over. It never holds a key or a part of a prompt. */
@Injectable()
export class AccessLog {
  private readonly logger = new Logger('access');

  write(request: FastifyRequest, status: number): void {
    const context = request.proxyContext;
    this.logger.log({
      message: 'request',
      requestId: context.requestId,
      clientRequestId: context.clientRequestId,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status,
      upstreamStatus: context.upstreamStatus,
      durationMs: Math.round((performance.now() - context.startedAt) * 10) / 10,
      model: context.model,
      upstreamModel: context.upstreamModel,
      stream: context.isStream,
      inputTokens: context.inputTokens,
      outputTokens: context.outputTokens,
    });
  }
}
