import { Observable } from 'rxjs';
import type { Observer, OperatorFunction, Subscriber } from 'rxjs';
import { ContentRefusal } from '../errors/content-refusal.js';
import type { MessageStreamBuilder } from '../conversion/conversion.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import { scaleEvents } from './token-scaling.js';
import type { IdleListener, IdleTimer } from './idle-timer.js';

/** How long (ms) the usage may still come after the finish reason, when the upstream leaves its socket open. */
const FINISH_GRACE = 2_000;

/**
 * Turns the items of each upstream read into one batch of Messages stream events. While the upstream is silent, pings go
 * out; the first one starts the message, which commits the reply. A content filter's HTTP error is an answer as well: the
 * model's refusal.
 */
export function keepAliveEvents(
  builder: MessageStreamBuilder,
  clock: IdleTimer,
  context: RequestContext,
): OperatorFunction<readonly unknown[], readonly MessageStreamEvent[]> {
  return (source) =>
    new Observable((subscriber) => {
      const events = new KeepAliveEvents(builder, clock.pingInterval, context, subscriber);
      clock.watch(events);
      const subscription = source.subscribe(events);
      return () => {
        clock.unwatch(events);
        subscription.unsubscribe();
        events.close();
      };
    });
}

/** Emits what the builder makes of items, of their end, and of silence. */
class KeepAliveEvents implements Observer<readonly unknown[]>, IdleListener {
  index = 0;
  lastActivity = performance.now();

  constructor(
    private readonly builder: MessageStreamBuilder,
    private readonly pingInterval: number,
    private readonly context: RequestContext,
    private readonly subscriber: Subscriber<readonly MessageStreamEvent[]>,
  ) {}

  next(items: readonly unknown[]): void {
    try {
      this.emit(this.builder.accept(items));
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  error(error: unknown): void {
    if (error instanceof ContentRefusal) this.emit(this.builder.refuse(error));
    else this.subscriber.error(error);
  }

  complete(): void {
    try {
      this.emit(this.builder.end());
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  onTick(idleMs: number): void {
    const { builder, context } = this;
    if (builder.isFinishing && idleMs >= FINISH_GRACE) this.complete();
    // A client that does not read needs no sign of life, and unread pings would pile up.
    else if (idleMs >= this.pingInterval && !context.state.flow.isPaused) {
      this.emit(builder.ping());
    }
  }

  /** What was used so far is known, or can be told, however the stream ended. */
  close(): void {
    const { builder, context } = this;
    context.record.failure ??= builder.failure;
    if (!builder.hasStarted) return;
    const { usage, stopReason } = builder.account;
    context.recordResponse(usage, stopReason);
  }

  private emit(events: readonly MessageStreamEvent[]): void {
    const { builder, context, subscriber } = this;
    // What is held back, such as a thought that has no beginning, is silence to the client.
    if (events.length > 0 || builder.isFinishing) this.lastActivity = performance.now();
    if (builder.hasContent) context.recordFirstToken();
    if (events.length > 0) subscriber.next(scaleEvents(events, context.state.inputScale));
    context.state.isResponseComplete = builder.isOver && !builder.failure;
    if (builder.isOver) subscriber.complete();
  }
}
