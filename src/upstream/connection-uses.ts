import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** What a connection had been used for when it broke. */
export interface ConnectionUse {
  /** It had served another request before this one. */
  readonly isReused: boolean;
  /** The answer to this request had begun to arrive. */
  readonly hasBytes: boolean;
}

const bytesReadBefore = new WeakMap<Socket, number>();
const useAtError = new WeakMap<Error, ConnectionUse>();

/** Tells how far a request had come on the connection that failed with this error; nothing for any other error. */
export const useOf = (error: Error): ConnectionUse | undefined => useAtError.get(error);

// undici's own errors do not tell; this is what it publishes when a request is written, whichever agent owns the socket.
subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { readonly socket: Socket };
  if (!bytesReadBefore.has(socket)) socket.on('error', (error) => useAtError.set(error, toUse(socket)));
  bytesReadBefore.set(socket, socket.bytesRead);
});

function toUse(socket: Socket): ConnectionUse {
  const before = bytesReadBefore.get(socket) ?? 0;
  return { isReused: before > 0, hasBytes: socket.bytesRead > before };
}
