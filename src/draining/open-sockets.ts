import { Injectable } from '@nestjs/common';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tells the sockets with a request under way from all others. Node's own `closeIdleConnections` spares those that have
 * not sent a whole request yet, which would hold up a shutdown for half a minute.
 */
@Injectable()
export class OpenSockets {
  private readonly sockets = new Set<Socket>();
  private readonly requests = new Map<Socket, number>();

  /** Follows a server's sockets; to be called before it listens. */
  follow(server: Server): void {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
  }

  /** Ends every socket that no answer is due on. */
  closeIdle(): void {
    for (const socket of this.sockets) if (!this.requests.has(socket)) socket.destroy();
  }

  private count(socket: Socket, change: number): void {
    const requests = (this.requests.get(socket) ?? 0) + change;
    if (requests > 0) this.requests.set(socket, requests);
    else this.requests.delete(socket);
  }
}
