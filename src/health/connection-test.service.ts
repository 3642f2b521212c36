import { Injectable } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import { ApiError } from '../conversion/errors/api-error.js';
import type { RequestContext } from '../http/request-context.js';
import { ConversionService } from '../messages/conversion.service.js';
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
    private readonly conversion: ConversionService,
    private readonly upstream: UpstreamClient,
    private readonly models: UpstreamModels,
  ) {}

  async run(context: RequestContext): Promise<ConnectionTestResult> {
    const exchange = this.conversion.begin(PROBE, context);
    try {
      const reply = await firstValueFrom(this.upstream.complete(exchange.chatRequest, context));
      if (reply.kind === 'completion') exchange.toMessage(reply.completion);
    } catch (error) {
      return this.toFailure(error instanceof ApiError ? error : ApiError.internal(), context);
    }
    return {
      status: 'success',
      message: 'Successfully connected to target API',
      model_used: exchange.chatRequest.model,
      timestamp: new Date().toISOString(),
    };
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
