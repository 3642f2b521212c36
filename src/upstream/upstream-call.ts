import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { UpstreamCallRecord } from '../observation/request-observer.js';
import { IncomingAnswer, type UpstreamResponse } from './incoming-answer.js';

/** How long (ms) the tail of a complete answer is read so that its connection can be used again. */
const TAIL_PATIENCE = 2_000;

/** One HTTP request to the upstream that can be given up at any moment. */
export class UpstreamCall {
  private answer: IncomingAnswer | undefined;
  private body: Readable | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** Longest silence (ms) before the first byte and between two reads. */
    private readonly timeout: number,
    private readonly record: UpstreamCallRecord,
    private readonly onEnd: () => void,
  ) {}

  async send(body: string): Promise<UpstreamResponse> {
    const response = await new Promise<UpstreamResponse>((resolve, reject) => {
      this.answer = new IncomingAnswer(resolve, reject);
      this.dispatcher.dispatch(this.toRequest(body), this.answer);
    });
    this.record.status = response.statusCode;
    this.body = response.body;
    return response;
  }

  /** Ends the call: at once when its answer is wanted by nobody, gently when it is complete but for a few last bytes. */
  release(isAnswered: boolean): void {
    this.onEnd();
    const { answer, body } = this;
    if (body?.readableEnded || body?.destroyed) return;
    if (!isAnswered || !body) return answer?.abort();
    const patience = setTimeout(() => answer?.abort(), TAIL_PATIENCE).unref();
    body.once('close', () => clearTimeout(patience)).resume();
  }

  private toRequest(body: string): Dispatcher.DispatchOptions {
    return {
      origin: this.url.origin,
      path: this.url.pathname + this.url.search,
      method: 'POST',
      headers: this.headers,
      body,
      headersTimeout: this.timeout,
      bodyTimeout: this.timeout,
    };
  }
}
