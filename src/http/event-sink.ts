import { Readable } from 'node:stream';
import type { MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { Flow } from './flow.js';
import { toFrames } from './sse-frames.js';

/** The body of a streamed reply: takes batches of events, gives frames, and slows the upstream down to the client's pace. */
export class EventSink extends Readable {
  constructor(
    private readonly flow: Flow,
    /** Stops the upstream; called once the reply is over for whatever reason. */
    private readonly release: () => void,
  ) {
    super();
  }

  /** One batch is one write. */
  write(events: readonly MessageStreamEvent[]): void {
    if (events.length === 0 || this.readableEnded || this.destroyed) return;
    if (!this.push(toFrames(events))) this.flow.pause();
  }

  end(): void {
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {
    this.flow.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.release();
    callback(error);
  }
}
