import type { Dispatcher } from 'undici';
import type { UpstreamCallRecord } from '../observation/request-observer.js';

/** How long (ms) the tail of a complete answer is read so that its connection can be used again. */
const TAIL_PATIENCE = 2_000;

/** One HTTP request to the upstream that can be given up at any moment. */
export class UpstreamCall {
  private readonly controller = new AbortController();
  private response: Dispatcher.ResponseData | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** Longest silence (ms) before the first byte and between two reads. */
    private readonly timeout: number,
    private readonly record: UpstreamCallRecord,
    private readonly onEnd: () => void,
  ) {}

  async send(body: string): Promise<Dispatcher.ResponseData> {
    const { signal } = this.controller;
    this.response = await this.dispatcher.request({
      origin: this.url.origin,
      path: this.url.pathname + this.url.search,
      method: 'POST',
      headers: this.headers,
      body,
      signal,
      headersTimeout: this.timeout,
      bodyTimeout: this.timeout,
    });
    this.record.status = this.response.statusCode;
    return this.response;
  }

  /** Ends the call: at once when its answer is wanted by nobody, gently when it is complete but for a few last bytes. */
  release(isAnswered: boolean): void {
    this.onEnd();
    const body = this.response?.body;
    if (body?.readableEnded || body?.destroyed) return;
    if (!isAnswered || !body) return this.controller.abort();
    const patience = setTimeout(() => this.controller.abort(), TAIL_PATIENCE).unref();
    body.once('close', () => clearTimeout(patience)).resume();
  }
}
