import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import { ApiError } from '../conversion/errors/api-error.js';
import { toApiError } from '../conversion/errors/to-api-error.js';
import { toTransportError } from '../conversion/errors/to-transport-error.js';
import { toUpstreamReplyHeaders } from '../conversion/errors/to-upstream-reply-headers.js';
import type { RequestContext } from '../http/request-context.js';
import type { UpstreamCallRecord } from '../observation/request-observer.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { decodedBody } from './decoded-body.js';
import type { UpstreamResponse } from './incoming-answer.js';
import { parseJson } from './parse-json.js';
import { readBodyText, readChatReply } from './read-chat-reply.js';
import { toKeyHeaders } from './to-key-headers.js';
import { toResponseModel } from './to-response-model.js';
import { toUpstreamErrorContext } from './to-upstream-error-context.js';
import type { Upstream } from './upstream.js';
import { UpstreamCall } from './upstream-call.js';
import { UPSTREAM_DISPATCHER } from './upstream-dispatcher.js';
import type { UpstreamReply } from './upstream-reply.js';

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
      const call = this.open(context, upstream);
      this.send(call, request, context, upstream)
        .then((response) => readItems(context.flow.attach(bodyOf(response)), subscriber, context))
        .catch((error: unknown) => subscriber.error(toClientError(error)));
      return () => call.release(context.isAnswered);
    });
  }

  /** Emits the one answer, within the upstream's timeout. */
  complete(request: ChatRequest, context: RequestContext, upstream: Upstream): Observable<UpstreamReply> {
    return new Observable((subscriber) => {
      const call = this.open(context, upstream);
      const { timeoutMs } = upstream;
      const deadline = setTimeout(() => subscriber.error(lateAnswer(timeoutMs)), timeoutMs);
      this.send(call, request, context, upstream)
        .then((response) => readChatReply(bodyOf(response), isEventStream(response)))
        .then((reply) => {
          context.isAnswered = true;
          context.responseModel = toResponseModel(reply.kind === 'completion' ? [reply.completion] : reply.items);
          subscriber.next(reply);
          subscriber.complete();
        })
        .catch((error: unknown) => subscriber.error(toClientError(error)));
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

  /** Sends the request and notes what the reply's head says; rejects with ApiError for anything but success. */
  private async send(
    call: UpstreamCall,
    request: ChatRequest,
    context: RequestContext,
    upstream: Upstream,
  ): Promise<UpstreamResponse> {
    // That of an earlier try is none of this one's.
    context.upstreamStatus = undefined;
    const response = await call.send(JSON.stringify(request));
    const replyHeaders = toUpstreamReplyHeaders(response.headers, new Date());
    context.upstreamStatus = response.statusCode;
    context.upstreamRequestId = replyHeaders['x-upstream-request-id'];
    if (response.statusCode < 200 || response.statusCode >= 300) throw await toFailure(response, context, upstream);
    Object.assign(context.replyHeaders, replyHeaders);
    return response;
  }
}

async function toFailure(response: UpstreamResponse, context: RequestContext, upstream: Upstream): Promise<ApiError> {
  const { timeoutMs } = upstream;
  // What drips is never silent for long, and the words of a failure are not worth the wait.
  const deadline = setTimeout(() => response.body.destroy(lateAnswer(timeoutMs)), timeoutMs);
  const text = await readBodyText(bodyOf(response)).finally(() => clearTimeout(deadline));
  return toApiError(response.statusCode, parseJson(text), {
    ...toUpstreamErrorContext(context, upstream),
    headers: response.headers,
    now: new Date(),
  });
}

function readItems(body: Readable, subscriber: Subscriber<readonly ChatStreamItem[]>, context: RequestContext): void {
  const reader = new ChatAnswerReader();
  const emit = (read: () => readonly ChatStreamItem[]): void => {
    try {
      const items = read();
      if (items.length === 0) return;
      context.responseModel ??= toResponseModel(items);
      subscriber.next(items);
    } catch (error) {
      subscriber.error(toClientError(error));
    }
  };
  body.on('data', (bytes: Buffer) => emit(() => reader.push(bytes)));
  body.on('error', (error) => subscriber.error(toClientError(error)));
  body.on('end', () => {
    emit(() => reader.end());
    subscriber.complete();
  });
}

function toClientError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return toTransportError(isNativeError(error) && 'code' in error ? String(error.code) : undefined);
}

const lateAnswer = (timeoutMs: number): ApiError =>
  ApiError.timeout(
    `The upstream did not complete its answer within ${timeoutMs / 1000} s; stream the reply, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
  );

function headerOf({ headers }: UpstreamResponse, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const bodyOf = (response: UpstreamResponse): Readable =>
  decodedBody(response.body, headerOf(response, 'content-encoding'));

const isEventStream = (response: UpstreamResponse): boolean =>
  headerOf(response, 'content-type')?.trim().toLowerCase().startsWith('text/event-stream') === true;
