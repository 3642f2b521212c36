import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Dispatcher } from 'undici';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ApiError } from '../conversion/errors/api-error.js';
import { toApiError } from '../conversion/errors/to-api-error.js';
import { toTransportError } from '../conversion/errors/to-transport-error.js';
import { toUpstreamReplyHeaders } from '../conversion/errors/to-upstream-reply-headers.js';
import type { Dialect } from '../dialects/dialect.js';
import type { RequestContext } from '../http/request-context.js';
import type { UpstreamCallRecord } from '../observation/request-observer.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { ChatRequest } from '../protocol/openai/chat-request.js';
import { ChatAnswerReader } from './chat-answer-reader.js';
import { decodedBody } from './decoded-body.js';
import { parseJson } from './parse-json.js';
import { readBodyText, readChatReply } from './read-chat-reply.js';
import { version } from '../version.js';
import { UpstreamCall } from './upstream-call.js';
import { UPSTREAM_DIALECT } from './upstream-dialect.js';
import { UPSTREAM_DISPATCHER } from './upstream-dispatcher.js';
import type { UpstreamReply } from './upstream-reply.js';

/** Some providers' firewalls turn away requests without a user agent. */
const OWN_HEADERS = { 'content-type': 'application/json', 'user-agent': `claude-proxy/${version}` };

/** Calls the upstream's Chat Completions. Unsubscribing aborts the call; errors are ApiErrors. */
@Injectable()
export class UpstreamClient implements OnApplicationShutdown {
  private readonly url: URL;

  constructor(
    @Inject(UPSTREAM_DISPATCHER) private readonly dispatcher: Dispatcher,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
    @Inject(UPSTREAM_DIALECT) private readonly dialect: Dialect,
  ) {
    this.url = dialect.chatUrl(options.baseUrl);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /** Emits once per socket read, with the items that it completed. */
  stream(request: ChatRequest, context: RequestContext): Observable<readonly ChatStreamItem[]> {
    return new Observable((subscriber) => {
      const call = this.open(context);
      this.send(call, request, context)
        .then((response) => readItems(context.flow.attach(bodyOf(response)), subscriber))
        .catch((error: unknown) => subscriber.error(toClientError(error)));
      return () => call.release(context.isAnswered);
    });
  }

  /** Emits the one answer, within the request timeout. */
  complete(request: ChatRequest, context: RequestContext): Observable<UpstreamReply> {
    return new Observable((subscriber) => {
      const call = this.open(context);
      const { requestTimeoutMs } = this.options;
      const deadline = setTimeout(() => subscriber.error(lateAnswer(requestTimeoutMs)), requestTimeoutMs);
      this.send(call, request, context)
        .then((response) => readChatReply(bodyOf(response), isEventStream(response)))
        .then((reply) => {
          context.isAnswered = true;
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

  private open(context: RequestContext): UpstreamCall {
    const { caller, observers } = context;
    const record: UpstreamCallRecord = { startedAt: performance.now(), headers: {} };
    context.upstreamCalls += 1;
    observers.onUpstreamCall(context, record);
    const key = caller?.apiKey === undefined ? {} : this.dialect.authorize(caller.apiKey);
    const headers = { ...OWN_HEADERS, ...record.headers, ...key, ...this.options.upstreamHeaders };
    return new UpstreamCall(this.dispatcher, this.url, headers, this.options.requestTimeoutMs, record, () =>
      observers.onUpstreamEnd(context, record),
    );
  }

  /** Sends the request and notes what the reply's head says; rejects with ApiError for anything but success. */
  private async send(
    call: UpstreamCall,
    request: ChatRequest,
    context: RequestContext,
  ): Promise<Dispatcher.ResponseData> {
    // That of an earlier try is none of this one's.
    context.upstreamStatus = undefined;
    const response = await call.send(JSON.stringify(request));
    const replyHeaders = toUpstreamReplyHeaders(response.headers, new Date());
    context.upstreamStatus = response.statusCode;
    context.upstreamRequestId = replyHeaders['x-upstream-request-id'];
    if (response.statusCode < 200 || response.statusCode >= 300) throw await this.toFailure(response, context);
    Object.assign(context.replyHeaders, replyHeaders);
    return response;
  }

  private async toFailure(response: Dispatcher.ResponseData, context: RequestContext): Promise<ApiError> {
    const text = await readBodyText(bodyOf(response));
    return toApiError(response.statusCode, parseJson(text), {
      ...context.upstreamErrors(this.options.baseUrl.host),
      headers: response.headers,
      now: new Date(),
    });
  }
}

function readItems(body: Readable, subscriber: Subscriber<readonly ChatStreamItem[]>): void {
  const reader = new ChatAnswerReader();
  const emit = (read: () => readonly ChatStreamItem[]): void => {
    try {
      const items = read();
      if (items.length > 0) subscriber.next(items);
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
  return toTransportError(error instanceof Error && 'code' in error ? String(error.code) : undefined);
}

const lateAnswer = (timeoutMs: number): ApiError =>
  ApiError.timeout(
    `The upstream did not complete its answer within ${timeoutMs / 1000} s; stream the reply, or raise CLAUDE_PROXY_REQUEST_TIMEOUT`,
  );

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const bodyOf = (response: Dispatcher.ResponseData): Readable =>
  decodedBody(response.body, headerOf(response, 'content-encoding'));

const isEventStream = (response: Dispatcher.ResponseData): boolean =>
  headerOf(response, 'content-type')?.trim().toLowerCase().startsWith('text/event-stream') === true;
