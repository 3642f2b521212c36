import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamCallRecord } from '../request-context/request-observers.js';

/** How long (ms) the rest of a complete response is read so that its connection can be reused. */
const DRAIN_TIMEOUT = 2_000;

/** One HTTP request to an upstream. It can be aborted at any time. */
export class HttpCall {
  private response: HttpResponseHandler | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** The maximum time (ms) without data: before the first byte and between two reads. */
    private readonly timeout: number,
    private readonly record: UpstreamCallRecord,
    private readonly onEnd: () => void,
  ) {}

  /** Throws what undici throws for an invalid request. */
  send(body: string | Uint8Array, receiver: ResponseReceiver): void {
    this.response = new HttpResponseHandler({
      onHead: (head) => {
        this.record.status = head.statusCode;
        return receiver.onHead(head);
      },
      onFailure: (error) => receiver.onFailure(error),
    });
    this.dispatcher.dispatch(this.buildRequest(body), this.response);
  }

  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  /** Ends the call in any state. */
  abort(): void {
    this.onEnd();
    if (this.response?.isOver === false) this.response.abort();
  }

  /** Ends the call of a complete response: reads its last bytes, so that the connection can be reused. */
  drain(): void {
    this.onEnd();
    const { response } = this;
    if (!response || response.isOver) return;
    const timeout = setTimeout(() => response.abort(), DRAIN_TIMEOUT).unref();
    response.drain(() => clearTimeout(timeout));
  }

  private buildRequest(body: string | Uint8Array): Dispatcher.DispatchOptions {
    return {
      origin: this.url.origin,
      path: this.url.pathname + this.url.search,
      method: 'POST',
      headers: this.headers,
      body,
      headersTimeout: this.timeout,
      bodyTimeout: this.timeout,
    };
  }
}

type Controller = Dispatcher.DispatchController;

/** The status and headers of a response. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
}

/** Receives the body of a response as it arrives; must not throw. `end` or `fail` is the last call. */
export interface BodyReader {
  push(bytes: Buffer): void;
  end(): void;
  fail(error: Error): void;
  /** Releases resources if the rest of the body is not needed. */
  discard?(): void;
}

/** Receives the head of a response, or the failure of a call without one; must not throw. */
interface ResponseReceiver {
  onHead(head: ResponseHead): BodyReader;
  onFailure(error: Error): void;
}

/**
 * Receives one response from undici and forwards the bytes of each socket read unchanged. Faster than
 * undici's `request()`, which adds an AbortSignal and a stream per call: see docs/performance.md#optimizations.
 */
export class HttpResponseHandler implements Dispatcher.DispatchHandler {
  private controller: Controller | undefined;
  private reader: BodyReader | undefined;
  private isAborted = false;
  private over = false;

  constructor(private readonly receiver: ResponseReceiver) {}

  /** The response has ended or failed. */
  get isOver(): boolean {
    return this.over;
  }

  pause(): void {
    if (!this.over) this.controller?.pause();
  }

  /** Does nothing after the response has ended, because its connection may already serve another request. */
  resume(): void {
    if (!this.over) this.controller?.resume();
  }

  /** Aborts the request in any state. */
  abort(): void {
    this.isAborted = true;
    if (!this.over) this.controller?.abort(new Error('The request was aborted'));
  }

  /** Reads and discards the rest, so that the connection can be reused. */
  drain(onEnd: () => void): void {
    this.reader?.discard?.();
    this.reader = { push: () => undefined, end: onEnd, fail: onEnd };
    this.resume();
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.isAborted) this.abort();
  }

  onResponseStart(controller: Controller, statusCode: number, headers: IncomingHttpHeaders): void {
    // The controller that was passed to onRequestStart cannot pause the response.
    this.controller = controller;
    this.reader = this.receiver.onHead({ statusCode, headers });
  }

  onResponseData(_controller: Controller, bytes: Buffer): void {
    this.reader?.push(bytes);
  }

  onResponseEnd(): void {
    this.over = true;
    this.reader?.end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.over = true;
    if (this.reader) this.reader.fail(error);
    else this.receiver.onFailure(error);
  }
}
