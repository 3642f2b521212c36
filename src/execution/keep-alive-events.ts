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
 * Converts the items of each upstream read into one batch of Messages stream events. Nothing is emitted before real output
 * or the first ping, either of which commits the response; pings are emitted while nothing else is. An HTTP error of the
 * content filter becomes a response as well, with the stop reason `refusal`.
 *
 * One hand-written observer instead of several operators per read: see docs/performance.md#optimizations.
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

/** Emits what the builder creates from items, their end, and silence. */
class KeepAliveEvents implements Observer<readonly unknown[]>, IdleListener {
  index = 0;
  lastActivity = performance.now();
  private hasFailed = false;

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
    if (builder.isFinishing && idleMs >= FINISH_GRACE) this.complete();
    // A client that does not read needs no ping, and unread pings would accumulate.
    else if (idleMs >= this.pingInterval && !context.state.flow.isPaused) {
      this.emit(builder.ping());
    }
  }

  /** Records the usage so far, however the stream ended; not that of a failure before the first event. */
  close(): void {
    const { builder, context } = this;
    context.record.failure ??= builder.failure;
    const { account } = builder;
    const isStatus = this.hasFailed && !builder.hasStarted;
    if (account && !isStatus) context.recordResponse(account.usage, account.stopReason);
  }

  private fail(error: unknown): void {
    this.hasFailed = true;
    this.subscriber.error(error);
  }

  private emit(events: readonly MessageStreamEvent[]): void {
    const { builder, context, subscriber } = this;
    // Output that is held back, such as reasoning that may still turn out to be text, is silence to the client.
    if (events.length > 0 || builder.isFinishing) this.lastActivity = performance.now();
    if (builder.hasContent) context.recordFirstToken();
    if (events.length > 0) subscriber.next(scaleEvents(events, context.state.inputScale));
    context.state.isResponseComplete = builder.isOver && !builder.failure;
    if (builder.isOver) subscriber.complete();
  }
}
