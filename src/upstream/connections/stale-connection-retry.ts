import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { DecoratorHandler } from 'undici';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;
type Handler = Dispatcher.DispatchHandler;

/**
 * A server may close an idle connection while a request is in flight (RFC 9112, 9.5). The error then occurs within this
 * time (ms). If the connection is closed later, the server may have processed the request and may bill for it.
 */
const STALE_WITHIN = 2_000;
/** Error codes of a connection that was closed or reset. */
const DISCONNECTED: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * Resends a request that was written to a keep-alive connection that the upstream had just closed. It is resent once,
 * through a dispatcher without keep-alive, so that a request that makes the upstream disconnect cannot exhaust the pool.
 */
export function retryStaleConnections(withoutKeepAlive: Dispatcher): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, new StaleConnectionHandler(withoutKeepAlive, options, new DecoratorHandler(handler)));
}

class StaleConnectionHandler implements Handler {
  private startedAt = 0;

  constructor(
    private readonly withoutKeepAlive: Dispatcher,
    private readonly options: Dispatcher.DispatchOptions,
    private readonly handler: Handler,
  ) {}

  onRequestStart(controller: Controller, context: unknown): void {
    this.startedAt = performance.now();
    this.handler.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(...upgrade: Parameters<NonNullable<Handler['onRequestUpgrade']>>): void {
    this.handler.onRequestUpgrade?.(...upgrade);
  }

  onResponseStart(controller: Controller, status: number, headers: IncomingHttpHeaders, statusMessage?: string): void {
    this.handler.onResponseStart?.(controller, status, headers, statusMessage);
  }

  onResponseData(controller: Controller, bytes: Buffer): void {
    this.handler.onResponseData?.(controller, bytes);
  }

  onResponseEnd(controller: Controller, trailers: IncomingHttpHeaders): void {
    this.handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    if (this.isStale(error) && !controller.aborted) this.withoutKeepAlive.dispatch(this.options, this);
    else this.handler.onResponseError?.(controller, markIncompleteResponse(error));
  }

  private isStale(error: Error): boolean {
    const use = isDisconnect(error) ? findConnectionUse(error) : undefined;
    return use !== undefined && use.isReused && !use.hasBytes && performance.now() - this.startedAt < STALE_WITHIN;
  }
}

/** A response that had started may be billed, even if its head is incomplete: its error must not cause a retry. */
function markIncompleteResponse(error: Error): Error {
  if (!isDisconnect(error) || findConnectionUse(error)?.hasBytes !== true) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ERR_INCOMPLETE_RESPONSE' });
}

const isDisconnect = (error: Error): boolean => 'code' in error && DISCONNECTED.includes(error.code);

/** How a connection had been used when it failed. */
interface ConnectionUse {
  /** It had served another request before this one. */
  readonly isReused: boolean;
  /** The response to this request had started to arrive. */
  readonly hasBytes: boolean;
}

const bytesReadBefore = new WeakMap<Socket, number>();
const useAtError = new WeakMap<Error, ConnectionUse>();

/** Finds how the connection that failed with this error had been used; undefined for any other error. */
const findConnectionUse = (error: Error): ConnectionUse | undefined => useAtError.get(error);

// undici's errors do not contain this. The diagnostics channel reports each request that is written to a socket.
const REQUEST_WRITTEN = 'undici:client:sendHeaders';

/** The number of dispatchers in use. The last one to be destroyed ends the subscription. */
let dispatchersInUse = 0;

/** Tracks the use of connections until the returned function is called, once. */
export function trackConnectionUse(): () => void {
  if (dispatchersInUse === 0) subscribe(REQUEST_WRITTEN, recordRequest);
  dispatchersInUse += 1;
  return () => {
    dispatchersInUse -= 1;
    if (dispatchersInUse === 0) unsubscribe(REQUEST_WRITTEN, recordRequest);
  };
}

function recordRequest(message: unknown): void {
  const { socket } = message as { readonly socket: Socket };
  if (!bytesReadBefore.has(socket)) socket.on('error', (error) => useAtError.set(error, describeUse(socket)));
  bytesReadBefore.set(socket, socket.bytesRead);
}

function describeUse(socket: Socket): ConnectionUse {
  const before = bytesReadBefore.get(socket) ?? 0;
  return { isReused: before > 0, hasBytes: socket.bytesRead > before };
}
