import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import { isJsonObject } from '../common/json.js';
import { convertUpstreamHeaders } from '../errors/upstream-response-headers.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { UpstreamCallRecord } from '../request-context/request-observer.js';
import { createCallError, responseTimeoutError } from './call-error.js';
import { ChatResponseReader, ChatStreamingResponseReader } from './chat-completion-reader.js';
import type { UpstreamResponse } from './chat-completion-reader.js';
import { UPSTREAM_DISPATCHER } from './connections/dispatcher.js';
import { ErrorResponseReader } from './error-response-reader.js';
import { HttpCall } from './http-call.js';
import type { BodyReader, ResponseHead } from './http-call.js';
import { buildKeyHeaders } from './key-headers.js';
import { ResponseDecoder, createDecoder } from './response-decoder.js';
import { ResponseEmitter } from './response-emitter.js';
import type { Upstream } from './upstream.js';

/** What is asked, for whom, and where. */
interface CallTarget {
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
        context.record.responseModel ??= findResponseModel(items);
        subscriber.next(items);
      };
      const call = this.open(context, upstream);
      const toReader = (): BodyReader => new ResponseEmitter(new ChatStreamingResponseReader(), subscriber, emit);
      this.send(call, { request, context, upstream }, subscriber, toReader);
      return () => call.release(context.state.isResponseComplete);
    });
  }

  /** Emits the one answer, within the upstream's timeout. */
  complete(request: ChatRequest, context: RequestContext, upstream: Upstream): Observable<UpstreamResponse> {
    return new Observable((subscriber) => {
      const { timeoutMs } = upstream;
      const emit = (response: UpstreamResponse): void => {
        context.state.isResponseComplete = true;
        context.record.responseModel = findResponseModel(
          response.kind === 'completion' ? [response.completion] : response.items,
        );
        subscriber.next(response);
        subscriber.complete();
      };
      const call = this.open(context, upstream);
      const deadline = setTimeout(() => subscriber.error(responseTimeoutError(timeoutMs)), timeoutMs);
      const toReader = (head: ResponseHead): BodyReader =>
        new ResponseEmitter(new ChatResponseReader(isEventStream(head)), subscriber, emit);
      this.send(call, { request, context, upstream }, subscriber, toReader);
      return () => {
        clearTimeout(deadline);
        call.release(context.state.isResponseComplete);
      };
    });
  }

  private open(context: RequestContext, upstream: Upstream): HttpCall {
    const { head, record, observers } = context;
    const { concurrency, chatUrl, timeoutMs } = upstream;
    concurrency.acquire();
    context.state.isResponseComplete = false;
    record.responseModel = undefined;
    const upstreamCall: UpstreamCallRecord = { startedAt: performance.now(), url: chatUrl, headers: {} };
    record.upstreamCalls += 1;
    observers.onUpstreamCall(record, upstreamCall);
    const headers = { ...upstreamCall.headers, ...buildKeyHeaders(upstream, head.caller), ...upstream.headers };
    return new HttpCall(this.dispatcher, chatUrl, headers, timeoutMs, upstreamCall, () => {
      concurrency.release();
      observers.onUpstreamEnd(record, upstreamCall);
    });
  }

  /** Sends the request and notes what the reply's head says; anything but success is an ApiError for the subscriber. */
  private send(
    call: HttpCall,
    { request, context, upstream }: CallTarget,
    subscriber: Subscriber<never>,
    toReader: (head: ResponseHead) => BodyReader,
  ): void {
    // That of an earlier try is none of this one's.
    context.record.upstreamStatus = undefined;
    const fail = (error: unknown): void => subscriber.error(createCallError(error));
    const onHead = (head: ResponseHead): BodyReader => {
      const responseHeaders = convertUpstreamHeaders(head.headers, new Date());
      context.record.upstreamStatus = head.statusCode;
      context.record.upstreamRequestId = responseHeaders['x-upstream-request-id'];
      const isSuccess = head.statusCode >= 200 && head.statusCode < 300;
      if (isSuccess) Object.assign(context.state.responseHeaders, responseHeaders);
      const reader = isSuccess ? toReader(head) : new ErrorResponseReader(head, context, upstream, fail);
      const decoder = createDecoder(headerOf(head, 'content-encoding'));
      const body = decoder ? new ResponseDecoder(decoder, call, reader) : undefined;
      context.state.flow.attach(body ?? call);
      return body ?? reader;
    };
    try {
      call.send(JSON.stringify(request), { onHead, onFailure: fail });
    } catch (error) {
      fail(error);
    }
  }
}

function headerOf({ headers }: ResponseHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const isEventStream = (head: ResponseHead): boolean =>
  headerOf(head, 'content-type')?.trim().toLowerCase().startsWith('text/event-stream') === true;

/** Finds the name of the model that answers, which nearly every upstream says in each piece of its answer. */
function findResponseModel([piece]: readonly unknown[]): string | undefined {
  const model = isJsonObject(piece) ? piece['model'] : undefined;
  return typeof model === 'string' ? model : undefined;
}
