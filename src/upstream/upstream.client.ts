import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import { toUpstreamReplyHeaders } from '../conversion/errors/to-upstream-reply-headers.js';
import type { RequestContext } from '../http/request-context.js';
import type { UpstreamCallRecord } from '../observation/request-observer.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { ChatReplyReader } from './chat-reply-reader.js';
import { AnswerEmitter } from './answer-emitter.js';
import { DecodingReader, toDecoder } from './decoding-reader.js';
import { FailureReader } from './failure-reader.js';
import type { AnswerHead, BodyReader } from './incoming-answer.js';
import { lateAnswer, toCallError } from './to-call-error.js';
import { toKeyHeaders } from './to-key-headers.js';
import { toResponseModel } from './to-response-model.js';
import { UpstreamCall } from './upstream-call.js';
import { UPSTREAM_DISPATCHER } from './upstream-dispatcher.js';
import type { UpstreamReply } from './upstream-reply.js';
import type { Upstream } from './upstream.js';

/** What is asked, for whom, and where. */
interface Question {
  readonly request: ChatRequest;
  readonly context: RequestContext;
  readonly upstream: Upstream;
}

/** Calls the upstream's Chat Completions. Unsubscribing aborts the call; errors are ApiErrors. */
@Injectable()
export class UpstreamClient implements OnApplicationShutdown {
  constructor(@Inject(UPSTREAM_DISPATCHER) private readonly dispatcher: Dispatcher) {}

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** Emits once per socket read, with the items that it completed. */
  stream(request: ChatRequest, context: RequestContext, upstream: Upstream): Observable<readonly ChatStreamItem[]> {
    return new Observable((subscriber) => {
      const emit = (items: readonly ChatStreamItem[]): void => {
        if (items.length === 0) return;
        context.responseModel ??= toResponseModel(items);
        subscriber.next(items);
      };
      const call = this.open(context, upstream);
      const toReader = (): BodyReader => new AnswerEmitter(new ChatAnswerReader(), subscriber, emit);
      this.send(call, { request, context, upstream }, subscriber, toReader);
      return () => call.release(context.isAnswered);
    });
  }

  /** Emits the one answer, within the upstream's timeout. */
  complete(request: ChatRequest, context: RequestContext, upstream: Upstream): Observable<UpstreamReply> {
    return new Observable((subscriber) => {
      const { timeoutMs } = upstream;
      const emit = (reply: UpstreamReply): void => {
        context.isAnswered = true;
        context.responseModel = toResponseModel(reply.kind === 'completion' ? [reply.completion] : reply.items);
        subscriber.next(reply);
        subscriber.complete();
      };
      const call = this.open(context, upstream);
      const deadline = setTimeout(() => subscriber.error(lateAnswer(timeoutMs)), timeoutMs);
      const toReader = (head: AnswerHead): BodyReader =>
        new AnswerEmitter(new ChatReplyReader(isEventStream(head)), subscriber, emit);
      this.send(call, { request, context, upstream }, subscriber, toReader);
      return () => {
        clearTimeout(deadline);
        call.release(context.isAnswered);
      };
    });
  }

  private open(context: RequestContext, upstream: Upstream): UpstreamCall {
    const { caller, observers } = context;
    const { places, chatUrl, timeoutMs } = upstream;
    places.take();
    context.isAnswered = false;
    context.responseModel = undefined;
    const record: UpstreamCallRecord = { startedAt: performance.now(), url: chatUrl, headers: {} };
    context.upstreamCalls += 1;
    observers.onUpstreamCall(context, record);
    const headers = { ...record.headers, ...toKeyHeaders(upstream, caller), ...upstream.headers };
    return new UpstreamCall(this.dispatcher, chatUrl, headers, timeoutMs, record, () => {
      places.free();
      observers.onUpstreamEnd(context, record);
    });
  }

  /** Sends the request and notes what the reply's head says; anything but success is an ApiError for the subscriber. */
  private send(
    call: UpstreamCall,
    { request, context, upstream }: Question,
    subscriber: Subscriber<never>,
    toReader: (head: AnswerHead) => BodyReader,
  ): void {
    // That of an earlier try is none of this one's.
    context.upstreamStatus = undefined;
    const fail = (error: unknown): void => subscriber.error(toCallError(error));
    const onHead = (head: AnswerHead): BodyReader => {
      const replyHeaders = toUpstreamReplyHeaders(head.headers, new Date());
      context.upstreamStatus = head.statusCode;
      context.upstreamRequestId = replyHeaders['x-upstream-request-id'];
      const isSuccess = head.statusCode >= 200 && head.statusCode < 300;
      if (isSuccess) Object.assign(context.replyHeaders, replyHeaders);
      const reader = isSuccess ? toReader(head) : new FailureReader(head, context, upstream, fail);
      const decoder = toDecoder(headerOf(head, 'content-encoding'));
      const body = decoder ? new DecodingReader(decoder, call, reader) : undefined;
      context.flow.attach(body ?? call);
      return body ?? reader;
    };
    try {
      call.send(JSON.stringify(request), { onHead, onFailure: fail });
    } catch (error) {
      fail(error);
    }
  }
}

function headerOf({ headers }: AnswerHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const isEventStream = (head: AnswerHead): boolean =>
  headerOf(head, 'content-type')?.trim().toLowerCase().startsWith('text/event-stream') === true;
