import type { Dispatcher } from 'undici';

/** How much (bytes) of a finished stream's tail is read so that its connection can be used again. */
const TAIL_LIMIT = 16 * 1024;

/** One HTTP request to the upstream that can be given up at any moment. */
export class UpstreamCall {
  private readonly controller = new AbortController();
  private response: Dispatcher.ResponseData | undefined;
  private isComplete = false;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** Longest silence (ms) before the first byte and between two reads. */
    private readonly timeout: number,
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
    return this.response;
  }

  /** The answer is known: what may follow is read only to free the connection. */
  complete(): void {
    this.isComplete = true;
  }

  /** Ends the call: at once when its answer is still wanted by nobody, gently when it is complete. */
  release(): void {
    const body = this.response?.body;
    if (body?.readableEnded || body?.closed) return;
    if (this.isComplete && body) void body.dump({ limit: TAIL_LIMIT }).catch(() => undefined);
    else this.controller.abort();
  }
}
