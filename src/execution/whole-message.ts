import { Observable } from 'rxjs';
import type { Observer, OperatorFunction, Subscriber } from 'rxjs';
import { ContentRefusal } from '../errors/content-refusal.js';
import type { Conversion } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { Message } from '../protocol/anthropic/message.js';
import type { UpstreamResponse } from '../upstream/chat-completion-reader.js';
import { scaleMessage } from './token-scaling.js';

/** Turns the upstream's answer into one Message. A content filter's HTTP error is an answer as well: the model's refusal. */
export function convertWholeResponse(
  conversion: Conversion,
  context: RequestContext,
): OperatorFunction<UpstreamResponse, Message> {
  return (source) =>
    new Observable((subscriber) => source.subscribe(new WholeResponseObserver(conversion, context, subscriber)));
}

class WholeResponseObserver implements Observer<UpstreamResponse> {
  constructor(
    private readonly conversion: Conversion,
    private readonly context: RequestContext,
    private readonly subscriber: Subscriber<Message>,
  ) {}

  next(response: UpstreamResponse): void {
    try {
      this.subscriber.next(this.convertResponse(response));
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

  private convertResponse(response: UpstreamResponse): Message {
    const { conversion, context } = this;
    const message =
      response.kind === 'completion'
        ? conversion.convertResponse(response.completion)
        : conversion.convertStreamedResponse(response.items);
    context.recordFirstToken();
    context.recordResponse(message.usage, message.stop_reason);
    return scaleMessage(message, context.state.inputScale);
  }
}
