/** Counts the output tokens per model. An interceptor receives one Message, or batches of stream events. */
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { getRequestRecord } from 'claude-proxy';
import type { Message, MessageStreamEvent } from 'claude-proxy';
import { type Observable, tap } from 'rxjs';

@Injectable()
export class TokenMeter implements NestInterceptor<Message | readonly MessageStreamEvent[]> {
  /** Output tokens by requested model. */
  readonly outputTokens = new Map<string, number>();

  intercept(
    context: ExecutionContext,
    next: CallHandler<Message | readonly MessageStreamEvent[]>,
  ): Observable<Message | readonly MessageStreamEvent[]> {
    const record = getRequestRecord(context);
    return next.handle().pipe(tap((value) => this.add(record.model ?? 'unknown', outputTokensOf(value))));
  }

  private add(model: string, tokens: number): void {
    if (tokens > 0) this.outputTokens.set(model, (this.outputTokens.get(model) ?? 0) + tokens);
  }
}

/** A stream reports its usage in its single `message_delta` event. Responses of other routes have no usage. */
function outputTokensOf(value: Message | readonly MessageStreamEvent[]): number {
  if (!Array.isArray(value)) return (value as Partial<Message>).usage?.output_tokens ?? 0;
  const deltas = (value as readonly MessageStreamEvent[]).filter((event) => event.type === 'message_delta');
  return deltas.reduce((sum, { usage }) => sum + usage.output_tokens, 0);
}
