import { Injectable, Logger, SetMetadata, StreamableFile } from '@nestjs/common';
import type { CallHandler, CustomDecorator, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import type { Subscriber, Subscription } from 'rxjs';
import { ForwardedMessage } from '../conversion/forwarded-message.js';
import { ApiError } from '../errors/api-error.js';
import { type ActiveRequest, ActiveRequests } from '../lifecycle/active-requests.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { RequestContext } from '../request-context/request-context.js';
import { normalizeError } from './error-response.js';
import { EventStreamBody } from './event-stream-body.js';

const EVENT_STREAM = 'claude-proxy:event-stream';

/** Marks a handler that emits batches (arrays) of Messages stream events if the request asks for a stream, else one value. */
export const EventStream = (): CustomDecorator => SetMetadata(EVENT_STREAM, true);

const HEADERS = {
  'cache-control': 'no-cache',
  // Without it, nginx buffers the response.
  'x-accel-buffering': 'no',
};

/**
 * Sends batches of events as server-sent events. It must be the outermost interceptor, so that all others receive typed
 * events. The first batch commits the response: an error before it sets the HTTP status, a later one is an `error` event.
 */
@Injectable()
export class SseInterceptor implements NestInterceptor {
  private readonly logger = new Logger(SseInterceptor.name);

  constructor(private readonly activeRequests: ActiveRequests) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (Reflect.getMetadata(EVENT_STREAM, context.getHandler()) !== true) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return new Observable((subscriber) => {
      const sink: ResponseSink = { subscriber, request, reply, context: request.proxyContext, logger: this.logger };
      const response = new ActiveResponse(next.handle(), sink);
      this.activeRequests.add(response);
      response.subscribe(() => this.activeRequests.delete(response));
      return () => response.stopUnlessStreaming();
    });
  }
}

/** Where a response goes: through Nest as one value, or as a stream. */
interface ResponseSink {
  readonly subscriber: Subscriber<unknown>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: RequestContext;
  readonly logger: Logger;
}

/** A response in progress: one value, or a stream as the request asks. */
class ActiveResponse implements ActiveRequest {
  index = 0;
  private body: EventStreamBody | undefined;
  private subscription: Subscription | undefined;
  private isStreamRequested: boolean | undefined;
  /** The upstream's own response is sent, even if it is not the stream that was requested. */
  private isForwarded = false;

  constructor(
    private readonly source: Observable<unknown>,
    private readonly sink: ResponseSink,
  ) {}

  subscribe(onEnd: () => void): void {
    const subscription = this.source.subscribe({
      next: (value) => this.accept(value),
      error: (error) => this.fail(error),
      complete: () => this.complete(),
    });
    subscription.add(onEnd);
    this.subscription = subscription;
    // A synchronous source can end the response before there is a subscription.
    if (this.body?.destroyed || (!this.body && this.sink.subscriber.closed)) this.stop();
  }

  /** Ends the response with an error: as an HTTP status before the first batch, as an `error` event after it. */
  fail(error: unknown): void {
    const { subscriber, context } = this.sink;
    if (!this.body) return subscriber.error(error);
    const failure = normalizeError(error);
    context.record.failure = failure;
    this.body.end([failure.buildBody(context.requestId)]);
    this.stop();
  }

  /** Nest unsubscribes as soon as it has the stream; from then on the end of the stream counts. */
  stopUnlessStreaming(): void {
    if (!this.body) this.stop();
  }

  /** The request decides, never the value: an interceptor may emit any value. */
  private get isStream(): boolean {
    this.isStreamRequested ??= isStreamRequested(this.sink);
    return this.isStreamRequested;
  }

  private accept(value: unknown): void {
    const { reply, subscriber } = this.sink;
    if (value instanceof ForwardedMessage) {
      this.isForwarded = true;
      reply.type('application/json; charset=utf-8');
      subscriber.next(value.bytes);
    } else if (this.isStream) this.writeBatch(value);
    else subscriber.next(value);
  }

  private complete(): void {
    if (this.body) this.body.end();
    else if (this.isForwarded) this.sink.subscriber.complete();
    else if (this.isStream) this.failOnInvalidOutput('the end of the stream before its first event');
    else this.sink.subscriber.complete();
  }

  private stop(): void {
    this.subscription?.unsubscribe();
  }

  private writeBatch(value: unknown): void {
    if (!isBatch(value)) return this.failOnInvalidOutput('a value that is not an array of stream events');
    if (this.body) return this.write(this.body, value);
    if (value.length === 0) return;
    const { context, reply, subscriber } = this.sink;
    const { flow, memory } = context.state;
    this.body = new EventStreamBody(flow, memory, () => this.stop());
    this.write(this.body, value);
    reply.headers(HEADERS);
    subscriber.next(new StreamableFile(this.body, { type: 'text/event-stream; charset=utf-8' }));
    subscriber.complete();
  }

  private write(body: EventStreamBody, batch: readonly MessageStreamEvent[] | Buffer): void {
    try {
      body.write(batch);
    } catch (error) {
      this.fail(error);
    }
  }

  private failOnInvalidOutput(output: string): void {
    const message = `An interceptor emitted ${output}: on a streamed request, interceptors must emit arrays of Messages stream events`;
    this.sink.logger.error({ message, requestId: this.sink.context.requestId });
    this.fail(new ApiError(500, 'api_error', message));
  }
}

function isStreamRequested({ request, context }: ResponseSink): boolean {
  const raw = context.state.rawBody?.unchanged;
  return raw ? raw.isStream : (request.body as { stream?: unknown } | undefined)?.stream === true;
}

function isBatch(value: unknown): value is readonly MessageStreamEvent[] | Buffer {
  if (Buffer.isBuffer(value)) return true;
  if (!Array.isArray(value)) return false;
  for (const event of value as readonly Partial<MessageStreamEvent>[]) {
    if (typeof event?.type !== 'string') return false;
  }
  return true;
}
