import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the upstream received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
  /** Resolves when the connection of the request is closed before the answer was complete. */
  readonly aborted: Promise<void>;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

/** A Chat Completions server on loopback that answers as told: each scripted answer once, the last one for ever. */
export class ScriptedUpstream {
  readonly requests: ReceivedRequest[] = [];
  /** Connections accepted so far. */
  connections = 0;
  private answers: Answer[] = [];
  private waiting: (() => void)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedUpstream> {
    const server = createServer();
    const upstream = new ScriptedUpstream(server);
    server.on('connection', () => (upstream.connections += 1));
    server.on('request', (request, response) => void upstream.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get baseUrl(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`);
  }

  get lastRequest(): ReceivedRequest {
    return this.requests.at(-1)!;
  }

  /** Replaces the script and forgets earlier requests. */
  script(...answers: Answer[]): void {
    this.answers = answers;
    this.requests.length = 0;
  }

  /** Resolves when the next request has arrived, or at once when one is there. */
  async received(): Promise<ReceivedRequest> {
    if (this.requests.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.lastRequest;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const received: ReceivedRequest = {
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      aborted: new Promise((resolve) => {
        response.on('close', () => {
          if (!response.writableFinished) resolve();
        });
      }),
    };
    this.requests.push(received);
    for (const wake of this.waiting.splice(0)) wake();
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    await answer?.(response, received);
  }
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** Answers with a stream of these chunks and `[DONE]`. */
export const stream =
  (...chunks: unknown[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(frame(chunk));
    response.end(frame('[DONE]'));
  };

/** One server-sent event as Chat Completions servers write it. */
export const frame = (chunk: unknown): string =>
  `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`;

/** A chunk that carries a delta. */
export const delta = (fields: Record<string, unknown>, finishReason: string | null = null): unknown => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-4o',
  choices: [{ index: 0, delta: fields, finish_reason: finishReason }],
});

/** The chunk with the usage that OpenAI sends last. */
export const usage = (promptTokens: number, completionTokens: number): unknown => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-4o',
  choices: [],
  usage: {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  },
});

/** A whole completion with one choice. */
export const completion = (message: Record<string, unknown>, finishReason = 'stop'): unknown => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }],
  usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
});
