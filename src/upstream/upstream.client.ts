import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import type { Conversion } from '../conversion/conversion.js';
import { convertUpstreamHeaders } from '../errors/upstream-response-headers.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { UpstreamCallRecord } from '../request-context/request-observers.js';
import { createCallError, responseTimeoutError } from './error-response-reader.js';
import { UPSTREAM_DISPATCHER } from './connections/dispatcher.js';
import { ErrorResponseReader } from './error-response-reader.js';
import { HttpCall } from './http-call.js';
import type { BodyReader, ResponseHead } from './http-call.js';
import { buildKeyHeaders } from './upstream.js';
import { ResponseDecoder, createDecoder } from './response-decoder.js';
import { ResponseEmitter } from './response-emitter.js';
import type { CallTarget } from './error-response-reader.js';
import type { Upstream } from './upstream.js';

/** Sends converted requests to upstreams. Unsubscribing aborts the call. All errors are ApiErrors. */
@Injectable()
export class UpstreamClient implements OnApplicationShutdown {
  constructor(@Inject(UPSTREAM_DISPATCHER) private readonly dispatcher: Dispatcher) {}

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** Emits once per socket read: the stream items that the read completed. */
  stream<Item>(conversion: Conversion<Item>, context: RequestContext, upstream: Upstream): Observable<readonly Item[]> {
    return new Observable((subscriber) => {
      const emit = (items: readonly Item[], model: string | undefined): void => {
        if (items.length === 0) return;
        context.record.responseModel = model;
        subscriber.next(items);
      };
      const call = this.open(conversion, context, upstream);
      const createReader = (): BodyReader =>
        new ResponseEmitter(conversion.openStreamReader(), context.state.memory, subscriber, emit);
      this.send(call, { conversion, context, upstream }, subscriber, createReader);
      return () => endCall(call, context);
    });
  }

  /** Emits the complete response. Fails if it takes longer than the upstream's timeout. */
  complete<Response>(
    conversion: Conversion<unknown, Response>,
    context: RequestContext,
    upstream: Upstream,
  ): Observable<Response> {
    return new Observable((subscriber) => {
      const { timeoutMs } = upstream;
      const emit = (response: Response, model: string | undefined): void => {
        context.state.isResponseComplete = true;
        context.record.responseModel = model;
        subscriber.next(response);
        subscriber.complete();
      };
      const call = this.open(conversion, context, upstream);
      const deadline = setTimeout(() => subscriber.error(responseTimeoutError(timeoutMs)), timeoutMs);
      const createReader = (head: ResponseHead): BodyReader =>
        new ResponseEmitter(conversion.openResponseReader(isEventStream(head)), context.state.memory, subscriber, emit);
      this.send(call, { conversion, context, upstream }, subscriber, createReader);
      return () => {
        clearTimeout(deadline);
        endCall(call, context);
      };
    });
  }

  private open(conversion: Conversion, context: RequestContext, upstream: Upstream): HttpCall {
    const { head, record, observers } = context;
    const { concurrency, timeoutMs } = upstream;
    const { api } = conversion;
    const url = conversion.resolveUrl?.(upstream.urls[api]) ?? upstream.urls[api];
    concurrency.acquire();
    context.state.isResponseComplete = false;
    record.responseModel = undefined;
    const upstreamCall: UpstreamCallRecord = { startedAt: performance.now(), url, headers: {} };
    record.upstreamCalls += 1;
    observers.onUpstreamCall(record, upstreamCall);
    const keyHeaders = buildKeyHeaders(upstream, head.caller, api);
    const headers = { ...upstreamCall.headers, ...conversion.headers, ...keyHeaders, ...upstream.headers };
    return new HttpCall(this.dispatcher, url, headers, timeoutMs, upstreamCall, () => {
      concurrency.release();
      observers.onUpstreamEnd(record, upstreamCall);
    });
  }

  /** Sends the request and records the response head. Any failure becomes an ApiError for the subscriber. */
  private send(
    call: HttpCall,
    { conversion, context, upstream }: CallTarget,
    subscriber: Subscriber<never>,
    createReader: (head: ResponseHead) => BodyReader,
  ): void {
    // An earlier attempt may have set it.
    context.record.upstreamStatus = undefined;
    const fail = (error: unknown): void => subscriber.error(createCallError(error));
    const onHead = (head: ResponseHead): BodyReader => {
      const responseHeaders =
        conversion.convertResponseHeaders?.(head.headers) ?? convertUpstreamHeaders(head.headers, new Date());
      context.record.upstreamStatus = head.statusCode;
      context.record.upstreamRequestId = responseHeaders['x-upstream-request-id'];
      const isSuccess = head.statusCode >= 200 && head.statusCode < 300;
      if (isSuccess) Object.assign(context.state.responseHeaders, responseHeaders);
      const reader = isSuccess
        ? createReader(head)
        : new ErrorResponseReader(head, { conversion, context, upstream }, fail);
      const decoder = createDecoder(headerOf(head, 'content-encoding'));
      const body = decoder ? new ResponseDecoder(decoder, call, reader) : undefined;
      context.state.flow.attach(body ?? call);
      return body ?? reader;
    };
    try {
      call.send(serializeBody(conversion.body), { onHead, onFailure: fail });
    } catch (error) {
      fail(error);
    }
  }
}

function endCall(call: HttpCall, { state }: RequestContext): void {
  if (state.isResponseComplete) call.drain();
  else call.abort();
}

function headerOf({ headers }: ResponseHead, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const isEventStream = (head: ResponseHead): boolean =>
  headerOf(head, 'content-type')?.trim().toLowerCase().startsWith('text/event-stream') === true;

function serializeBody(body: object): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  const json = JSON.stringify(body);
  // Half a character is escaped in JSON. Strict servers reject it, and with it all later requests of the conversation.
  return json.includes('\\ud') ? JSON.stringify(body, replaceLoneSurrogates) : json;
}

const replaceLoneSurrogates = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;
