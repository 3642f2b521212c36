import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a Messages upstream received it. */
export interface NativeRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

export type NativeAnswer = (response: ServerResponse, request: NativeRequest) => void;

/** A server with the Messages API on loopback that answers as told: each scripted answer once, the last one for ever. */
export class NativeUpstream {
  readonly requests: NativeRequest[] = [];
  private answers: NativeAnswer[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<NativeUpstream> {
    const server = createServer();
    const upstream = new NativeUpstream(server);
    server.on('request', (request, response) => void upstream.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  /** Its path selects the Messages API. */
  get baseUrl(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/anthropic`);
  }

  get lastRequest(): NativeRequest {
    return this.requests.at(-1)!;
  }

  /** The bodies that were received, as text. */
  get bodies(): string[] {
    return this.requests.map(({ bytes }) => bytes.toString());
  }

  /** Replaces the script and forgets earlier requests. */
  script(...answers: NativeAnswer[]): void {
    this.answers = answers;
    this.requests.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const received = { url: request.url ?? '', headers: request.headers, bytes: Buffer.concat(chunks) };
    this.requests.push(received);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    answer?.(response, received);
  }
}

/** Answers with this text as JSON, unchanged. */
export const sendJson =
  (text: string, status = 200, headers: Record<string, string> = {}): NativeAnswer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };

/** Answers with an error in Anthropic's format. */
export const sendError = (
  type: string,
  message: string,
  status = 400,
  headers: Record<string, string> = {},
): NativeAnswer =>
  sendJson(JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_up' }), status, headers);

/** Answers with this stream, and ends the response. */
export const sendStream =
  (text: string, headers: Record<string, string> = {}): NativeAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers }).end(text);
  };

/** A message as Anthropic formats it, with the spaces of no other serializer. */
export const NATIVE_MESSAGE =
  '{"model":"claude-opus-5-5","id":"msg_01","type":"message","role":"assistant","content":[{"type":"text","text":"Hi \\u00e9"}],' +
  '"stop_reason":"end_turn","stop_sequence":null, "usage":{"input_tokens":11,"cache_creation_input_tokens":2,' +
  '"cache_read_input_tokens":3,"output_tokens":7,"service_tier":"standard"},"future":{"a":1e400}}';

/** A frame of a stream. */
export const frame = (type: string, fields: Record<string, unknown> = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

/** The first frame of a stream. */
export const messageStart = (usage: Record<string, unknown> = { input_tokens: 11, output_tokens: 1 }): string =>
  frame('message_start', {
    message: {
      id: 'msg_01',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [],
      stop_reason: null,
      usage,
    },
  });

export const textDelta = (text: string): string =>
  frame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });

export const messageDelta = (usage: Record<string, unknown> = { output_tokens: 7 }, stop_reason = 'end_turn'): string =>
  frame('message_delta', { delta: { stop_reason, stop_sequence: null }, usage });

/** A whole stream with text. */
export const nativeStream = (...texts: string[]): string =>
  [
    messageStart(),
    frame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    frame('ping'),
    ...texts.map(textDelta),
    frame('content_block_stop', { index: 0 }),
    messageDelta(),
    frame('message_stop'),
  ].join('');
