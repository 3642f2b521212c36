import type { Dispatcher } from 'undici';
import type { UpstreamCallRecord } from '../observation/request-observer.js';
import { type AnswerTaker, IncomingAnswer } from './incoming-answer.js';

/** How long (ms) the tail of a complete answer is read so that its connection can be used again. */
const TAIL_PATIENCE = 2_000;

/** One HTTP request to the upstream that can be given up at any moment. */
export class UpstreamCall {
  private answer: IncomingAnswer | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    /** Longest silence (ms) before the first byte and between two reads. */
    private readonly timeout: number,
    private readonly record: UpstreamCallRecord,
    private readonly onEnd: () => void,
  ) {}

  /** Throws what undici throws for a request that cannot be written. */
  send(body: string, taker: AnswerTaker): void {
    this.answer = new IncomingAnswer({
      onHead: (head) => {
        this.record.status = head.statusCode;
        return taker.onHead(head);
      },
      onFailure: (error) => taker.onFailure(error),
    });
    this.dispatcher.dispatch(this.toRequest(body), this.answer);
  }

  pause(): void {
    this.answer?.pause();
  }

  resume(): void {
    this.answer?.resume();
  }

  /** Ends the call: at once when its answer is wanted by nobody, gently when it is complete but for a few last bytes. */
  release(isAnswered: boolean): void {
    this.onEnd();
    const { answer } = this;
    if (!answer || answer.isOver) return;
    if (!isAnswered) return answer.abort();
    const patience = setTimeout(() => answer.abort(), TAIL_PATIENCE).unref();
    answer.drain(() => clearTimeout(patience));
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
