import type { IncomingHttpHeaders } from 'node:http';
import { DecoratorHandler } from 'undici';
import type { Dispatcher } from 'undici';
import { ApiError } from '../../errors/api-error.js';

type Controller = Dispatcher.DispatchController;
type Handler = Dispatcher.DispatchHandler;

/** The maximum number of bytes buffered for a slow client. No response of a model is this long. */
const MAX_BUFFERED = 16 * 1024 * 1024;

/**
 * Pauses only responses whose end does not depend on the end of the connection; all others are buffered in memory instead.
 * undici 7 crashes the process if the connection of a paused response is closed gracefully (nodejs/undici#5360).
 */
export function pauseOnlyChunkedResponses(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => dispatch(options, new PausingHandler(new DecoratorHandler(handler)));
}

class PausingHandler implements Handler {
  private controller: BufferedResponse | undefined;

  constructor(private readonly handler: Handler) {}

  onRequestStart(controller: Controller, context: unknown): void {
    this.handler.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(...upgrade: Parameters<NonNullable<Handler['onRequestUpgrade']>>): void {
    this.handler.onRequestUpgrade?.(...upgrade);
  }

  onResponseStart(controller: Controller, status: number, headers: IncomingHttpHeaders, statusMessage?: string): void {
    // Informational (1xx): the final response follows, and undici rejects a second head.
    if (status < 200) return;
    this.controller = endsWithConnection(headers) ? new BufferedResponse(controller) : undefined;
    this.handler.onResponseStart?.(this.controller ?? controller, status, headers, statusMessage);
  }

  onResponseData(controller: Controller, bytes: Buffer): void {
    this.controller?.count(bytes.length);
    this.handler.onResponseData?.(this.controller ?? controller, bytes);
  }

  onResponseEnd(controller: Controller, trailers: IncomingHttpHeaders): void {
    this.handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.handler.onResponseError?.(controller, error);
  }
}

/** Only a chunked response marks its end reliably, in every version of HTTP. */
function endsWithConnection({ connection, 'transfer-encoding': encoding }: IncomingHttpHeaders): boolean {
  return !/\bchunked\b/i.test(String(encoding)) || /\bclose\b/i.test(String(connection));
}

/** Counts the bytes that arrive while a pause is requested, and aborts the response when the limit is exceeded. */
class BufferedResponse implements Controller {
  private isPauseRequested = false;
  private size = 0;

  constructor(private readonly controller: Controller) {}

  get aborted(): boolean {
    return this.controller.aborted;
  }

  get paused(): boolean {
    return false;
  }

  get reason(): Error | null {
    return this.controller.reason;
  }

  count(size: number): void {
    this.size = this.isPauseRequested ? this.size + size : 0;
    if (this.size > MAX_BUFFERED)
      this.abort(ApiError.upstream('The response was read too slowly and is too large to buffer'));
  }

  pause(): void {
    this.isPauseRequested = true;
  }

  resume(): void {
    this.isPauseRequested = false;
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }
}
