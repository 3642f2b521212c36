/** Keeps e-mail addresses from the provider, and from the client what the model makes up of them. */
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { CreateMessageRequest, Message, MessageStreamEvent } from 'claude-proxy';
import { type Observable, map } from 'rxjs';

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const MASK = '[email]';
/** A word that is not over may still become an address. */
const UNFINISHED_WORD = /[\w.+@-]{1,256}$/;

type Answer = Message | readonly MessageStreamEvent[];

@Injectable()
export class PromptRedaction implements NestInterceptor<Answer, Answer> {
  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const request = context.switchToHttp().getRequest<{ body: CreateMessageRequest }>();
    // Interceptors run before the body is checked: whatever it is, its strings are redacted.
    request.body = redact(request.body);
    const stream = new StreamRedaction();
    return next.handle().pipe(map((answer) => (isBatch(answer) ? stream.accept(answer) : redact(answer))));
  }
}

const isBatch = (answer: Answer): answer is readonly MessageStreamEvent[] => Array.isArray(answer);

/** Redacts every string of a JSON value. */
function redact<Value>(value: Value): Value {
  if (typeof value === 'string') return value.replace(EMAIL, MASK) as Value;
  if (Array.isArray(value)) return value.map(redact) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item)])) as Value;
}

/** Redacts the text of a stream; holds back the end of a piece until it is known whether it begins an address. */
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
    return toDelta(this.index, text.slice(0, text.length - this.held.length));
  }

  /** The block is over: what was held back is all that will come. */
  private release(): readonly MessageStreamEvent[] {
    const { held } = this;
    this.held = '';
    return toDelta(this.index, held);
  }
}

function toDelta(index: number, text: string): readonly MessageStreamEvent[] {
  if (text === '') return [];
  return [{ type: 'content_block_delta', index, delta: { type: 'text_delta', text: redact(text) } }];
}
