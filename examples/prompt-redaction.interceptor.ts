/** Replaces email addresses in requests before they reach the provider, and in responses before they reach the client. */
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { CreateMessageRequest, Message, MessageStreamEvent } from 'claude-proxy';
import { type Observable, map } from 'rxjs';

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const MASK = '[email]';
/** An incomplete word at the end of a piece may become an address. */
const UNFINISHED_WORD = /[\w.+@-]{1,256}$/;

type Output = Message | readonly MessageStreamEvent[];

@Injectable()
export class PromptRedaction implements NestInterceptor<Output, Output> {
  intercept(context: ExecutionContext, next: CallHandler<Output>): Observable<Output> {
    const request = context.switchToHttp().getRequest<{ body: CreateMessageRequest }>();
    // Interceptors run before validation, so the body can be any JSON value.
    request.body = redact(request.body);
    const stream = new StreamRedaction();
    return next.handle().pipe(map((output) => (isBatch(output) ? stream.accept(output) : redact(output))));
  }
}

const isBatch = (output: Output): output is readonly MessageStreamEvent[] => Array.isArray(output);

/** Redacts every string of a JSON value. */
function redact<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(EMAIL, MASK) as Value;
  if (Array.isArray(value)) return value.map(redact) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item)])) as Value;
}

/** Redacts the text of a stream. It holds back the end of a piece until it is known whether an address begins there. */
class StreamRedaction {
  private held = '';
  private index = 0;

  accept(events: readonly MessageStreamEvent[]): MessageStreamEvent[] {
    return events.flatMap((event) => this.redact(event));
  }

  private redact(event: MessageStreamEvent): readonly MessageStreamEvent[] {
    if (event.type === 'content_block_stop') return [...this.release(), event];
    if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') return [event];
    const text = this.held + event.delta.text;
    this.held = UNFINISHED_WORD.exec(text)?.[0] ?? '';
    this.index = event.index;
    return createDelta(this.index, text.slice(0, text.length - this.held.length));
  }

  /** The block has ended, so the text held back is complete. */
  private release(): readonly MessageStreamEvent[] {
    const { held } = this;
    this.held = '';
    return createDelta(this.index, held);
  }
}

function createDelta(index: number, text: string): readonly MessageStreamEvent[] {
  if (text === '') return [];
  return [{ type: 'content_block_delta', index, delta: { type: 'text_delta', text: redact(text) } }];
}
