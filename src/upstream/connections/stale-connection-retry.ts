import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { DecoratorHandler } from 'undici';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;
type Handler = Dispatcher.DispatchHandler;

/**
 * A server may close an idle connection in the moment that a request is on its way (RFC 9112, 9.5): that shows at once
 * (ms). One that closes it later has begun to work on the request, and the work may have to be paid for.
 */
const STALE_WITHIN = 2_000;
/** Codes of a connection that was closed or reset. */
const DISCONNECTED: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * Sends a request again that was written to a kept connection which the upstream had just closed: once, by a dispatcher
 * that keeps no connections. A request that makes its upstream hang up must not go through all that are kept.
 */
export function retryStaleConnections(unkept: Dispatcher): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, new StaleGuard(unkept, options, new DecoratorHandler(handler)));
}

class StaleGuard implements Handler {
  private startedAt = 0;

  constructor(
    private readonly unkept: Dispatcher,
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
    if (this.isStale(error) && !controller.aborted) this.unkept.dispatch(this.options, this);
    else this.handler.onResponseError?.(controller, markCutResponse(error));
  }

  private isStale(error: Error): boolean {
    const use = isDisconnect(error) ? useOf(error) : undefined;
    return use !== undefined && use.isReused && !use.hasBytes && performance.now() - this.startedAt < STALE_WITHIN;
  }
}

/** An answer that had begun was paid for, even where not all of its head arrived: it must not look worth a retry. */
function markCutResponse(error: Error): Error {
  if (!isDisconnect(error) || useOf(error)?.hasBytes !== true) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ERR_INCOMPLETE_RESPONSE' });
}

const isDisconnect = (error: Error): boolean => 'code' in error && DISCONNECTED.includes(error.code);

/** What a connection had been used for when it broke. */
interface ConnectionUse {
  /** It had served another request before this one. */
  readonly isReused: boolean;
  /** The answer to this request had begun to arrive. */
  readonly hasBytes: boolean;
}

const bytesReadBefore = new WeakMap<Socket, number>();
const useAtError = new WeakMap<Error, ConnectionUse>();

/** Tells how far a request had come on the connection that failed with this error; nothing for any other error. */
const useOf = (error: Error): ConnectionUse | undefined => useAtError.get(error);

// undici's own errors do not tell; this is what it publishes when a request is written, whichever agent owns the socket.
const REQUEST_WRITTEN = 'undici:client:sendHeaders';

/** How many dispatchers are in use. The subscription, and the memory that it keeps alive, ends with the last one. */
let trackers = 0;

/** Tracks the use of connections until the returned function is called, once. */
export function trackConnectionUse(): () => void {
  if (trackers === 0) subscribe(REQUEST_WRITTEN, recordRequest);
  trackers += 1;
  return () => {
    trackers -= 1;
    if (trackers === 0) unsubscribe(REQUEST_WRITTEN, recordRequest);
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
