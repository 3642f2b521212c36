import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An upstream on loopback that reads requests without keeping them, and responds as an attack needs. */
export class AttackUpstream {
  respond: (response: ServerResponse) => void = () => undefined;
  /** The number of requests that have arrived whole. */
  received = 0;
  private readonly server = createServer((incoming, response) => {
    response.on('error', () => undefined);
    incoming
      .on('error', () => undefined)
      .on('end', () => {
        this.received += 1;
        this.respond(response);
      });
    incoming.resume();
  });

  static async start(): Promise<AttackUpstream> {
    const upstream = new AttackUpstream();
    upstream.server.listen(0, '127.0.0.1', 16_384);
    await once(upstream.server, 'listening');
    return upstream;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Responds at once when this many requests are in progress, or when no more arrive. */
export function respondTogether(upstream: AttackUpstream, respond: (response: ServerResponse) => void): void {
  const waiting: ServerResponse[] = [];
  let timeout: NodeJS.Timeout | undefined;
  upstream.respond = (response) => {
    waiting.push(response);
    clearTimeout(timeout);
    timeout = setTimeout(() => waiting.splice(0).forEach(respond), 500);
  };
}

export const sendJson =
  (body: string) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(body);

/** Sends the same text until the connection ends or `limit` bytes are sent. */
export function sendEndlessly(response: ServerResponse, first: string, text: string, limit = Infinity): void {
  let sent = 0;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(first);
  const send = (): void => {
    while (!response.destroyed && sent < limit) {
      sent += text.length;
      if (!response.write(text)) return void response.once('drain', send);
    }
    if (!response.destroyed) response.end();
  };
  send();
}
