import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface Request {
  readonly method?: string;
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Pause after each read, in ms. */
  readonly pauseMs?: number;
}

/** An HTTP client whose connections can be closed together. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly baseUrl: string) {}

  close(): void {
    this.agent.destroy();
  }

  /** Sends a request and reads the whole response. */
  async ask({ path, body, method = 'POST', headers, signal, pauseMs }: Request): Promise<Response> {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${this.baseUrl}${path}`, {
        agent: this.agent,
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(signal && { signal }),
      });
      asked.once('response', resolve).once('error', reject).end(body);
    });
    const parts: Buffer[] = [];
    for await (const part of reply as AsyncIterable<Buffer>) {
      parts.push(part);
      if (pauseMs) await delay(pauseMs);
    }
    return toResponse(reply, Buffer.concat(parts));
  }
}

function toResponse({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Response {
  const isEmpty = [204, 205, 304].includes(statusCode);
  return new Response(isEmpty ? null : body.toString(), {
    status: statusCode,
    headers: { 'content-type': headers['content-type'] ?? '', 'request-id': String(headers['request-id']) },
  });
}
