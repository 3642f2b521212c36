import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamCallRecord } from '../request-context/request-observer.js';

/** How long (ms) the tail of a complete answer is read so that its connection can be used again. */
const TAIL_PATIENCE = 2_000;

/** One HTTP request to the upstream that can be given up at any moment. */
export class HttpCall {
  private response: HttpResponseHandler | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** Longest silence (ms) before the first byte and between two reads. */
    private readonly timeout: number,
    private readonly record: UpstreamCallRecord,
    private readonly onEnd: () => void,
  ) {}

  /** Throws what undici throws for a request that cannot be written. */
  send(body: string | Uint8Array, taker: ResponseReceiver): void {
    this.response = new HttpResponseHandler({
      onHead: (head) => {
        this.record.status = head.statusCode;
        return taker.onHead(head);
      },
      onFailure: (error) => taker.onFailure(error),
    });
    this.dispatcher.dispatch(this.buildRequest(body), this.response);
  }

  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  /** Ends the call: at once when its answer is wanted by nobody, gently when it is complete but for a few last bytes. */
  release(isAnswered: boolean): void {
    this.onEnd();
    const { response } = this;
    if (!response || response.isOver) return;
    if (!isAnswered) return response.abort();
    const patience = setTimeout(() => response.abort(), TAIL_PATIENCE).unref();
    response.drain(() => clearTimeout(patience));
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

/** What is known of an upstream's answer before its body. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
}

/** Takes the body of an answer as it comes in; must not throw. After `end` or `fail` nothing comes any more. */
export interface BodyReader {
  push(bytes: Buffer): void;
  end(): void;
  fail(error: Error): void;
  /** Nobody wants the rest: lets go of what it holds. */
  drop?(): void;
}

/** Says who reads the body of an answer, or takes the failure of a call that has none; must not throw. */
interface ResponseReceiver {
  onHead(head: ResponseHead): BodyReader;
  onFailure(error: Error): void;
}

/**
 * Takes one answer from undici and hands on what each read of the socket brings, at once and as it is. undici's own
 * `request()` would read each head three times, set up an AbortSignal for each call, and put a stream in between.
 */
export class HttpResponseHandler implements Dispatcher.DispatchHandler {
  private controller: Controller | undefined;
  private reader: BodyReader | undefined;
  private isAborted = false;
  private over = false;

  constructor(private readonly taker: ResponseReceiver) {}

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.over;
  }

  pause(): void {
    if (!this.over) this.controller?.pause();
  }

  /** Once the answer is over, its connection may serve another. */
  resume(): void {
    if (!this.over) this.controller?.resume();
  }

  /** Ends the request, at whatever point it is. */
  abort(): void {
    this.isAborted = true;
    if (!this.over) this.controller?.abort(new Error('The request was given up'));
  }

  /** Reads the rest for nobody, so that the connection can be used again. */
  drain(onEnd: () => void): void {
    this.reader?.drop?.();
    this.reader = { push: () => undefined, end: onEnd, fail: onEnd };
    this.resume();
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.isAborted) this.abort();
  }

  onResponseStart(controller: Controller, statusCode: number, headers: IncomingHttpHeaders): void {
    // A pause works on the controller of the answer, not on that of the request.
    this.controller = controller;
    this.reader = this.taker.onHead({ statusCode, headers });
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
    else this.taker.onFailure(error);
  }
}
