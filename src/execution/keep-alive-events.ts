import { Observable } from 'rxjs';
import type { Observer, OperatorFunction, Subscriber } from 'rxjs';
import { ContentRefusal } from '../errors/content-refusal.js';
import type { MessageStreamBuilder, StreamBatch } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import { scaleBatch } from './token-scaling.js';
import type { IdleListener, IdleTimer } from './idle-timer.js';

/** How long (ms) to wait for the usage after the finish reason if the upstream does not end its response. */
const FINISH_TIMEOUT = 2_000;
/** The memory (bytes) of a UTF-16 code unit that is held, and of its copy when the text is joined to be parsed. */
const CHARACTER_SIZE = 4;

/**
 * Converts the items of each upstream read into one batch of Messages stream events, and emits pings while the stream is
 * idle. The first output or ping starts the response. If the content filter rejects the request with an HTTP error, the
 * response is a message with the stop reason `refusal`.
 *
 * Implemented as one observer instead of several operators for performance: see docs/performance.md#optimizations.
 */
export function keepAliveEvents(
  builder: MessageStreamBuilder,
  idleTimer: IdleTimer,
  context: RequestContext,
): OperatorFunction<readonly unknown[], StreamBatch> {
  return (source) =>
    new Observable((subscriber) => {
      const events = new KeepAliveEvents(builder, idleTimer.pingInterval, context, subscriber);
      idleTimer.watch(events);
      const subscription = source.subscribe(events);
      return () => {
        idleTimer.unwatch(events);
        subscription.unsubscribe();
        events.close();
      };
    });
}

/** Emits the events that the builder creates from the items, at their end, and while the stream is idle. */
class KeepAliveEvents implements Observer<readonly unknown[]>, IdleListener {
  index = 0;
  lastActivity = performance.now();
  private hasFailed = false;

  constructor(
    private readonly builder: MessageStreamBuilder,
    private readonly pingInterval: number,
    private readonly context: RequestContext,
    private readonly subscriber: Subscriber<StreamBatch>,
  ) {}

  next(items: readonly unknown[]): void {
    try {
      const events = this.builder.accept(items);
      this.context.state.memory.hold('content', CHARACTER_SIZE * this.builder.heldSize);
      this.emit(events);
    } catch (error) {
      this.fail(error);
    }
  }

  error(error: unknown): void {
    if (error instanceof ContentRefusal) this.emit(this.builder.refuse(error));
    else this.fail(error);
  }

  complete(): void {
    try {
      this.emit(this.builder.end());
    } catch (error) {
      this.fail(error);
    }
  }

  onTick(idleMs: number): void {
    const { builder, context } = this;
    if (builder.isFinishing && idleMs >= FINISH_TIMEOUT) this.complete();
    // Pings for a client that does not read its response would accumulate.
    else if (idleMs >= this.pingInterval && !context.state.flow.isPaused) {
      this.emit(builder.ping());
    }
  }

  /** Records the usage so far, however the stream ended. A failure before the first event has no usage. */
  close(): void {
    const { builder, context } = this;
    context.record.failure ??= builder.failure;
    if (this.hasFailed && !builder.hasStarted) return;
    const { account } = builder;
    if (account) context.recordResponse(account.usage, account.stopReason);
  }

  private fail(error: unknown): void {
    this.hasFailed = true;
    this.subscriber.error(error);
  }

  private emit(batch: StreamBatch): void {
    const { builder, context, subscriber } = this;
    // While output is held back, such as a possible `<think>` tag, the stream is idle for the client.
    if (batch.length > 0 || builder.isFinishing) this.lastActivity = performance.now();
    if (builder.hasContent) context.recordFirstToken();
    if (batch.length > 0) {
      subscriber.next(scaleBatch(batch, context.state.inputScale));
      context.state.rawBody?.release();
    }
    context.state.isResponseComplete = builder.isOver && !builder.failure;
    if (builder.isOver) subscriber.complete();
  }
}
