import { Observable } from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import type { MessageStreamBuilder } from '../conversion/stream/message-stream-builder.js';
import type { RequestContext } from '../http/request-context.js';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { ChatStreamItem } from '../protocol/openai/chat-chunk.js';
import type { SilenceClock } from './silence-clock.js';

/** How long (ms) the usage may still come after the finish reason, when the upstream leaves its socket open. */
const FINISH_GRACE = 2_000;

/**
 * Turns the items of each upstream read into one batch of Messages stream events. While the upstream is silent, pings go
 * out; the first one starts the message, which commits the reply.
 */
export function toMessageEvents(
  builder: MessageStreamBuilder,
  clock: SilenceClock,
  context: RequestContext,
): OperatorFunction<readonly ChatStreamItem[], readonly MessageStreamEvent[]> {
  return (source) =>
    new Observable((subscriber) => {
      const emit = (build: () => readonly MessageStreamEvent[]): void => {
        try {
          const events = build();
          // What is held back, such as a thought that has no beginning, is silence to the client.
          if (events.length > 0 || builder.isFinishing) silence.lastSound = performance.now();
          if (events.length > 0) subscriber.next(events);
          context.isAnswered = builder.isOver && !builder.failure;
          if (builder.isOver) subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const silence = {
        lastSound: performance.now(),
        onTick: (silentFor: number): void => {
          if (builder.isFinishing && silentFor >= FINISH_GRACE) emit(() => builder.end());
          // A client that does not read needs no sign of life, and unread pings would pile up.
          else if (silentFor >= clock.pingInterval && !context.flow.isPaused) {
            emit(() => (builder.hasStarted ? [{ type: 'ping' }] : builder.start()));
          }
        },
      };
      clock.watch(silence);
      const subscription = source.subscribe({
        next: (items) => emit(() => builder.accept(items)),
        error: (error) => subscriber.error(error),
        complete: () => emit(() => builder.end()),
      });
      return () => {
        clock.unwatch(silence);
        subscription.unsubscribe();
      };
    });
}
