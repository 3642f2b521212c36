import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';

/** What the server does to a connection whose request has arrived. */
export type Play = (socket: Socket, request: RawRequest) => void;

/** A request as bytes; no more is known about it than a fault needs. */
export interface RawRequest {
  readonly head: string;
  readonly body: string;
  readonly isStream: boolean;
}

/** A Chat Completions server on loopback that speaks TCP itself, so that no answer is too wrong for it. */
export class FaultServer {
  /** The requests that arrived whole. */
  readonly requests: RawRequest[] = [];
  /** Connections accepted so far. */
  connections = 0;
  /** Is done to each request. */
  play: Play = () => undefined;
  /** Is done to each connection before anything is read from it. */
  greet: (socket: Socket) => void = () => undefined;
  private readonly sockets = new Set<Socket>();
  private readonly onSocketClosed = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {}

  static async start(secure?: SecureContextOptions): Promise<FaultServer> {
    const server = secure ? createTlsServer(secure) : createServer({ allowHalfOpen: true });
    const faults = new FaultServer(server, secure ? 'https' : 'http');
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => faults.accept(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return faults;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get baseUrl(): URL {
    return new URL(`${this.scheme}://127.0.0.1:${this.port}/v1`);
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  /** Resolves when no more connections than that are open. */
  async settled(openSockets: number): Promise<void> {
    while (this.sockets.size > openSockets) {
      await new Promise<void>((resolve) => this.onSocketClosed.add(resolve));
    }
  }

  /** Resolves with the socket of the next connection. */
  async connected(): Promise<Socket> {
    const [socket] = (await once(this.server, 'connection')) as [Socket];
    return socket;
  }

  /** Closes its side of every connection. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.recordClosed(socket));
    socket.on('error', () => undefined);
    this.greet(socket);
    let received = '';
    socket.setEncoding('latin1');
    // A client that disconnects ends the connection, even in the middle of a fault.
    socket.on('end', () => socket.destroy());
    socket.on('data', (text: string) => {
      received += text;
      const request = parseRequest(received);
      if (!request) return;
      received = '';
      this.requests.push(request);
      this.play(socket, request);
    });
  }

  private recordClosed(socket: Socket): void {
    this.sockets.delete(socket);
    for (const resolve of this.onSocketClosed) resolve();
    this.onSocketClosed.clear();
  }
}

/** The request, once it is there as a whole. */
function parseRequest(received: string): RawRequest | undefined {
  const [head, body] = received.split('\r\n\r\n', 2);
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (body === undefined || body.length < length) return undefined;
  return { head, body, isStream: /"stream":true/.test(body) };
}
