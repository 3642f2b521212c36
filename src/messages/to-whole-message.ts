import { Observable } from 'rxjs';
import type { Observer, OperatorFunction, Subscriber } from 'rxjs';
import { ContentRefusal } from '../conversion/errors/content-refusal.js';
import type { Exchange } from '../conversion/exchange.js';
import type { RequestContext } from '../http/request-context.js';
import type { Message } from '../protocol/anthropic/message.js';
import type { UpstreamReply } from '../upstream/upstream-reply.js';
import { scaleMessage } from './scale-input-tokens.js';

/** Turns the upstream's answer into one Message. A content filter's HTTP error is an answer as well: the model's refusal. */
export function toWholeMessage(exchange: Exchange, context: RequestContext): OperatorFunction<UpstreamReply, Message> {
  return (source) => new Observable((subscriber) => source.subscribe(new WholeMessage(exchange, context, subscriber)));
}

class WholeMessage implements Observer<UpstreamReply> {
  constructor(
    private readonly exchange: Exchange,
    private readonly context: RequestContext,
    private readonly subscriber: Subscriber<Message>,
  ) {}

  next(reply: UpstreamReply): void {
    try {
      this.subscriber.next(this.toMessage(reply));
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  error(error: unknown): void {
    if (!(error instanceof ContentRefusal)) return this.subscriber.error(error);
    this.next({ kind: 'completion', completion: error.completion });
    this.complete();
  }

  complete(): void {
    this.subscriber.complete();
  }

  private toMessage(reply: UpstreamReply): Message {
    const { exchange, context } = this;
    const message =
      reply.kind === 'completion' ? exchange.toMessage(reply.completion) : exchange.toMessageFromStream(reply.items);
    context.noteFirstToken();
    context.noteAnswer(message.usage, message.stop_reason);
    return scaleMessage(message, context.inputScale);
  }
}
