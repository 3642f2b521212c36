import { Injectable } from '@nestjs/common';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Distinguishes idle sockets from those with a request in progress. Node's `closeIdleConnections` keeps sockets that have
 * not sent a complete request, which would delay a shutdown by half a minute.
 */
@Injectable()
export class SocketTracker {
  /** The pending responses of each socket: more than one if the client pipelines requests. */
  private readonly responses = new Map<Socket, Set<ServerResponse>>();

  /** Must be called before the server listens. */
  follow(server: Server): void {
    server.on('connection', (socket) => {
      const pending = new Set<ServerResponse>();
      this.responses.set(socket, pending);
      socket.once('close', () => {
        this.responses.delete(socket);
        // Node emits `close` only on the current response, so pipelined ones would not notice that the client left.
        setImmediate(() => pending.forEach((response) => response.emit('close')));
      });
    });
    server.on('request', ({ socket }, response) => {
      const pending = this.responses.get(socket);
      pending?.add(response);
      response.once('close', () => pending?.delete(response));
    });
  }

  /** Closes every socket without a pending response. */
  closeIdle(): void {
    for (const [socket, pending] of this.responses) if (pending.size === 0) socket.destroy();
  }
}
