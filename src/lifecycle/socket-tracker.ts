import { Injectable } from '@nestjs/common';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tells the sockets with a request under way from all others. Node's own `closeIdleConnections` spares those that have
 * not sent a whole request yet, which would hold up a shutdown for half a minute.
 */
@Injectable()
export class SocketTracker {
  /** The replies that are due on each socket: several when a client does not wait for one before it asks again. */
  private readonly replies = new Map<Socket, Set<ServerResponse>>();

  /** Follows a server's sockets; to be called before it listens. */
  follow(server: Server): void {
    server.on('connection', (socket) => {
      const due = new Set<ServerResponse>();
      this.replies.set(socket, due);
      socket.once('close', () => {
        this.replies.delete(socket);
        // Node tells the reply whose turn it was; those in the queue behind it would never hear that the client left.
        setImmediate(() => due.forEach((reply) => reply.emit('close')));
      });
    });
    server.on('request', ({ socket }, reply) => {
      const due = this.replies.get(socket);
      due?.add(reply);
      reply.once('close', () => due?.delete(reply));
    });
  }

  /** Ends every socket that no answer is due on. */
  closeIdle(): void {
    for (const [socket, due] of this.replies) if (due.size === 0) socket.destroy();
  }
}
