import { Injectable, SetMetadata, StreamableFile } from '@nestjs/common';
import type { CallHandler, CustomDecorator, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import type { Subscriber, Subscription } from 'rxjs';
import { type ActiveRequest, ActiveRequests } from '../lifecycle/active-requests.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import { EventStreamBody } from './event-stream-body.js';
import type { RequestContext } from '../request-context/request-context.js';
import { normalizeError } from './error-response.js';

const EVENT_STREAM = 'claude-proxy:event-stream';

/** Marks a handler that emits batches of Messages stream events (arrays), or one plain value. */
export const EventStream = (): CustomDecorator => SetMetadata(EVENT_STREAM, true);

const HEADERS = {
  'cache-control': 'no-cache',
  // nginx buffers a reply unless told otherwise.
  'x-accel-buffering': 'no',
};

/**
 * Turns batches of events into a server-sent event stream; must be the outermost interceptor. The reply is committed with
 * the first batch: an error before it becomes an HTTP status, a later one an `error` event.
 */
@Injectable()
export class SseInterceptor implements NestInterceptor {
  constructor(private readonly activeRequests: ActiveRequests) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (Reflect.getMetadata(EVENT_STREAM, context.getHandler()) !== true) return next.handle();
    const http = context.switchToHttp();
    const { proxyContext } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return new Observable((subscriber) => {
      const response = new StreamedResponse(next.handle(), subscriber, reply, proxyContext);
      this.activeRequests.add(response);
      response.subscribe(() => this.activeRequests.delete(response));
      return () => response.stopUnlessStreaming();
    });
  }
}

/** One reply on its way: undecided until the first value, then a stream or a single value. */
class StreamedResponse implements ActiveRequest {
  index = 0;
  private sink: EventStreamBody | undefined;
  private subscription: Subscription | undefined;

  constructor(
    private readonly source: Observable<unknown>,
    private readonly subscriber: Subscriber<unknown>,
    private readonly reply: FastifyReply,
    private readonly context: RequestContext,
  ) {}

  subscribe(onEnd: () => void): void {
    const subscription = this.source.subscribe({
      next: (value) =>
        Array.isArray(value) ? this.write(value as readonly MessageStreamEvent[]) : this.subscriber.next(value),
      error: (error) => this.fail(error),
      complete: () => (this.sink ? this.sink.end() : this.subscriber.complete()),
    });
    subscription.add(onEnd);
    this.subscription = subscription;
    // The source may have ended the sink before there was a subscription.
    if (this.sink?.destroyed) this.stop();
  }

  /** Ends the reply with an error: as an HTTP status before the first batch, as an `error` event after it. */
  fail(error: unknown): void {
    if (!this.sink) return this.subscriber.error(error);
    const failure = normalizeError(error);
    this.context.record.failure = failure;
    this.sink.write([failure.buildBody(this.context.requestId)]);
    this.sink.end();
    this.stop();
  }

  /** Nest's subscription ends as soon as the sink is handed over; from then on the sink's end is what counts. */
  stopUnlessStreaming(): void {
    if (!this.sink) this.stop();
  }

  private stop(): void {
    this.subscription?.unsubscribe();
  }

  private write(events: readonly MessageStreamEvent[]): void {
    if (this.sink) return this.sink.write(events);
    this.sink = new EventStreamBody(this.context.state.flow, () => this.stop());
    this.sink.write(events);
    this.reply.headers(HEADERS);
    this.subscriber.next(new StreamableFile(this.sink, { type: 'text/event-stream; charset=utf-8' }));
    this.subscriber.complete();
  }
}
