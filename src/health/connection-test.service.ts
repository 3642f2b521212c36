import { Injectable } from '@nestjs/common';
import { type Observable, firstValueFrom, map } from 'rxjs';
import { ApiError } from '../conversion/errors/api-error.js';
import type { Exchange } from '../conversion/exchange.js';
import type { RequestContext } from '../http/request-context.js';
import { OwnRetries } from '../messages/own-retries.service.js';
import type { CreateMessageRequest } from '../protocol/anthropic/messages.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import { toSuggestions } from './to-suggestions.js';
import { UpstreamModels } from './upstream-models.service.js';

export type ConnectionTestResult =
  | { readonly status: 'success'; readonly message: string; readonly model_used: string; readonly timestamp: string }
  | {
      readonly status: 'failed';
      readonly error: string;
      readonly timestamp: string;
      readonly suggestions: readonly string[];
    };

/** A few tokens from the small model cost next to nothing. */
const PROBE: CreateMessageRequest = {
  model: 'claude-haiku-5-5',
  max_tokens: 16,
  messages: [{ role: 'user', content: 'Hello' }],
};

/** Tries the upstream the way every request reaches it: same conversion, same client, same key. */
@Injectable()
export class ConnectionTest {
  constructor(
    private readonly retries: OwnRetries,
    private readonly upstream: UpstreamClient,
    private readonly models: UpstreamModels,
  ) {}

  async run(context: RequestContext): Promise<ConnectionTestResult> {
    try {
      await firstValueFrom(this.retries.run(PROBE, context, (exchange) => this.ask(exchange, context)));
    } catch (error) {
      return this.toFailure(error instanceof ApiError ? error : ApiError.internal(), context);
    }
    return {
      status: 'success',
      message: 'Successfully connected to target API',
      model_used: context.upstreamModel ?? PROBE.model,
      timestamp: new Date().toISOString(),
    };
  }

  private ask(exchange: Exchange, context: RequestContext): Observable<unknown> {
    return this.upstream
      .complete(exchange.chatRequest, context)
      .pipe(map((reply) => reply.kind === 'completion' && exchange.toMessage(reply.completion)));
  }

  private async toFailure(error: ApiError, { caller }: RequestContext): Promise<ConnectionTestResult> {
    const available = error.status === 404 ? await this.models.list(caller) : [];
    return {
      status: 'failed',
      error: error.message,
      timestamp: new Date().toISOString(),
      suggestions: toSuggestions(error, available),
    };
  }
}
