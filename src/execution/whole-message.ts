import { Observable } from 'rxjs';
import type { Observer, OperatorFunction, Subscriber } from 'rxjs';
import { ContentRefusal } from '../errors/content-refusal.js';
import { ForwardedMessage } from '../conversion/forwarded-message.js';
import type { Conversion } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { Message } from '../protocol/anthropic/message.js';
import { scaleMessage } from './token-scaling.js';

/** Converts a response to one Message. If the content filter rejects the request, its stop reason is `refusal`. */
export function convertWholeResponse(
  conversion: Conversion,
  context: RequestContext,
): OperatorFunction<unknown, Message | ForwardedMessage> {
  return (source) =>
    new Observable((subscriber) => source.subscribe(new WholeResponseObserver(conversion, context, subscriber)));
}

class WholeResponseObserver implements Observer<unknown> {
  constructor(
    private readonly conversion: Conversion,
    private readonly context: RequestContext,
    private readonly subscriber: Subscriber<Message | ForwardedMessage>,
  ) {}

  next(response: unknown): void {
    this.emit(() => this.conversion.convertResponse(response));
  }

  error(error: unknown): void {
    if (!(error instanceof ContentRefusal)) return this.subscriber.error(error);
    this.emit(() => this.conversion.convertRefusal(error));
    this.complete();
  }

  complete(): void {
    this.subscriber.complete();
  }

  private emit(convert: () => Message | ForwardedMessage): void {
    const { context, subscriber } = this;
    try {
      const message = convert();
      context.recordFirstToken();
      context.recordResponse(message.usage, message.stop_reason);
      const isForwarded = message instanceof ForwardedMessage;
      subscriber.next(isForwarded ? message : scaleMessage(message, context.state.inputScale));
    } catch (error) {
      subscriber.error(error);
    }
  }
}
