import { ApiError } from '../../errors/api-error.js';
import type { ContentRefusal } from '../../errors/content-refusal.js';
import type { MessageStreamBuilder, ResponseAccount, StreamBatch } from '../conversion.js';
import type { ForwardedMessage } from '../forwarded-message.js';
import type { FrameOutput } from './frame-output.js';
import { parseFrame } from './frame-reader.js';
import type { FrameRun } from './frame-reader.js';
import type { FrameType } from './frame-type.js';
import { NativeAccount } from './native-account.js';

/** Of more pings and comments than this, the later ones are left out. */
const MAX_EARLY = 64;

/** What the stream of a Messages upstream depends on. */
export interface NativeStreamContext {
  readonly output: FrameOutput;
  readonly requestId: string;
  /** Whether a missing `message_stop` is added. */
  readonly isRepairing: boolean;
  readonly estimateInputTokens: () => number;
  /** Converts an `error` event. */
  readonly classifyError: (event: unknown) => ApiError;
  /** Whether an `error` event contains what must not reach the client. */
  readonly isConfidential: (bytes: Buffer) => boolean;
  /** Converts a whole response to a request for a stream. Throws an ApiError if it is not a message. */
  readonly forwardMessage: (bytes: Buffer) => ForwardedMessage;
}

/** Passes the frames of a Messages upstream on, reads their usage, and completes a stream that ends early. */
export class NativeStreamBuilder implements MessageStreamBuilder<FrameRun> {
  readonly heldSize = 0;
  hasStarted = false;
  hasContent = false;
  isFinishing = false;
  isOver = false;
  failure: ApiError | undefined;
  private readonly usage = new NativeAccount();
  /** Pings and comments before the first event: they do not start the response. */
  private early: FrameRun[] = [];

  constructor(private readonly context: NativeStreamContext) {}

  get account(): ResponseAccount | undefined {
    return this.usage.read(this.context.estimateInputTokens);
  }

  accept(runs: readonly FrameRun[]): StreamBatch {
    for (const run of runs) {
      if (this.isOver) break;
      const { type, bytes } = run;
      if (type === 'message') return this.acceptMessage(bytes);
      this.acceptRun({ type, bytes });
    }
    return this.context.output.flush();
  }

  refuse(refusal: ContentRefusal): StreamBatch {
    throw refusal;
  }

  ping(): StreamBatch {
    const { output } = this.context;
    if (this.isOver) return [];
    this.start();
    output.addEvent({ type: 'ping' });
    return output.flush();
  }

  end(): StreamBatch {
    const { output } = this.context;
    if (this.isOver) return [];
    if (this.isFinishing) output.addEvent({ type: 'message_stop' });
    else this.fail(ApiError.upstream('The upstream ended the stream before it was complete'));
    this.isOver = true;
    return output.flush();
  }

  private acceptRun(run: FrameRun & { readonly type: Exclude<FrameType, 'message'> }): void {
    switch (run.type) {
      case 'error':
        return this.acceptError(run);
      case 'ping':
      case 'other':
        if (!this.hasStarted) return this.keepEarly(run);
        break;
      case 'content':
        this.hasContent = true;
        break;
      case 'message_start':
        this.usage.acceptMessage(parseFrame(run.bytes)?.['message']);
        break;
      case 'message_delta':
        this.usage.acceptDelta(parseFrame(run.bytes) ?? {});
        this.isFinishing = this.context.isRepairing;
        break;
      case 'message_stop':
        this.isOver = true;
    }
    this.start();
    this.context.output.add(run);
  }

  /** The upstream did not stream. The client sees that by the content type, unless a ping has begun the stream. */
  private acceptMessage(bytes: Buffer): StreamBatch {
    const { output, forwardMessage } = this.context;
    if (this.hasStarted) {
      this.fail(ApiError.upstream('The upstream did not stream its response'));
      return output.flush();
    }
    const message = forwardMessage(bytes);
    this.usage.acceptMessage(message);
    this.hasStarted = true;
    this.hasContent = true;
    this.isOver = true;
    return message;
  }

  private keepEarly(run: FrameRun): void {
    if (this.early.length < MAX_EARLY) this.early.push(run);
  }

  private start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    for (const run of this.early) this.context.output.add(run);
    this.early = [];
  }

  /** Before the first event, an error can still become an HTTP status, a retry or a fallback. */
  private acceptError({ type, bytes }: FrameRun): void {
    const { output, classifyError, isConfidential } = this.context;
    const error = classifyError(parseFrame(bytes));
    if (!this.hasStarted || isConfidential(bytes)) return this.fail(error);
    this.isOver = true;
    this.failure = error;
    output.add({ type, bytes });
  }

  private fail(error: ApiError): void {
    const { output, requestId } = this.context;
    this.isOver = true;
    this.failure = error;
    if (!this.hasStarted) throw error;
    output.addEvent(error.buildBody(requestId));
  }
}
