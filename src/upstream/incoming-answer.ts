import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;

/** An upstream's answer whose head has arrived. */
export interface UpstreamResponse {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/**
 * Takes one answer from undici. Its own `request()` does the same for older handlers: it would read each head three times,
 * and set up an AbortSignal for each call.
 */
export class IncomingAnswer implements Dispatcher.DispatchHandler {
  private controller: Controller | undefined;
  private body: AnswerBody | undefined;
  private isAborted = false;

  constructor(
    private readonly onHead: (response: UpstreamResponse) => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Ends the request, at whatever point it is. */
  abort(): void {
    this.isAborted = true;
    if (this.body) this.body.destroy();
    else this.controller?.abort(new Error('The request was given up'));
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.isAborted) this.abort();
  }

  onResponseStart(controller: Controller, statusCode: number, headers: IncomingHttpHeaders): void {
    this.body = new AnswerBody(controller);
    this.onHead({ statusCode, headers, body: this.body });
  }

  onResponseData(controller: Controller, bytes: Buffer): void {
    if (this.body?.push(bytes) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.body?.end();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.body) this.body.destroy(error);
    else this.onFailure(error);
  }
}

/** The body of an answer; its source is paused while nobody reads. */
class AnswerBody extends Readable {
  private isWhole = false;

  constructor(private readonly controller: Controller) {
    super({ highWaterMark: 64 * 1024 });
  }

  end(): void {
    this.isWhole = true;
    this.push(null);
  }

  override _read(): void {
    this.controller.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.isWhole) this.controller.abort(error ?? new Error('The answer was given up'));
    // Who waits for the head would else be too late to hear of a failure that comes together with it.
    if (error) setImmediate(callback, error);
    else callback();
  }
}
