import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A client that speaks TCP itself, so that no request is too wrong for it. */
export class RawClient {
  /** What has come so far. */
  received = '';
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    socket.on('error', () => undefined);
    this.closed = once(socket, 'close');
  }

  static async connect(url: string): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** Resolves once what came contains `text`; rejects when the connection ends before. */
  async until(text: string): Promise<string> {
    const isOver = this.closed.then(() => true);
    while (!this.received.includes(text)) {
      const ended = await Promise.race([isOver, once(this.socket, 'data').then(() => false)]);
      if (ended && !this.received.includes(text)) throw new Error(`Closed after: ${this.received}`);
    }
    return this.received;
  }

  /** Resolves with all that came, once the server has closed. */
  async all(): Promise<string> {
    await this.closed;
    return this.received;
  }
}

/** A POST of JSON as text, with a length. */
export function rawPost(path: string, body: string, ...headers: string[]): string {
  const lines = [`POST ${path} HTTP/1.1`, 'host: proxy', 'content-type: application/json', ...headers];
  return `${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
