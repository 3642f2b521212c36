import { Readable } from 'node:stream';
import type { ContentBlockDelta, MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { FlowControl } from '../request-context/execution-state.js';
import type { MemoryLease } from '../request-context/memory-lease.js';

/** The body of a streamed response: writes batches of events as frames, and pauses the upstream while the client is slow. */
export class EventStreamBody extends Readable {
  constructor(
    private readonly flow: FlowControl,
    private readonly memory: MemoryLease,
    /** Stops the upstream. Called once when the response ends for any reason. */
    private readonly release: () => void,
  ) {
    super();
  }

  /** Writes a batch at once: events, or frames as they are. Throws an ApiError (502) if it does not fit into memory. */
  write(batch: readonly MessageStreamEvent[] | Buffer): void {
    if (batch.length === 0 || this.readableEnded || this.destroyed) return;
    if (this.push(Buffer.isBuffer(batch) ? batch : formatEvents(batch))) return;
    this.flow.pause();
    this.memory.hold('output', this.readableLength);
  }

  /** Ends the stream, after a last batch if there is one. */
  end(events: readonly MessageStreamEvent[] = []): void {
    if (this.destroyed) return;
    if (events.length > 0) this.push(formatEvents(events));
    this.push(null);
  }

  override _read(): void {
    if (this.flow.isPaused) this.memory.hold('output', this.readableLength);
    this.flow.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.release();
    callback(error);
  }
}

/**
 * Formats events as server-sent event frames. Nearly all events of a stream are deltas, so they are formatted by a
 * template: only their text goes through JSON.stringify.
 */
export function formatEvents(events: readonly MessageStreamEvent[]): string {
  let frames = '';
  for (const event of events) {
    frames +=
      event.type === 'content_block_delta'
        ? `event: content_block_delta\ndata: {"type":"content_block_delta","index":${event.index},"delta":${formatDelta(event.delta)}}\n\n`
        : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return frames;
}

function formatDelta(delta: ContentBlockDelta): string {
  switch (delta.type) {
    case 'text_delta':
      return `{"type":"text_delta","text":${JSON.stringify(delta.text)}}`;
    case 'input_json_delta':
      return `{"type":"input_json_delta","partial_json":${JSON.stringify(delta.partial_json)}}`;
    case 'thinking_delta':
      return `{"type":"thinking_delta","thinking":${JSON.stringify(delta.thinking)}}`;
    case 'signature_delta':
      return `{"type":"signature_delta","signature":${JSON.stringify(delta.signature)}}`;
    default:
      // Citations are rare, and an interceptor can emit a delta of another type.
      return JSON.stringify(delta);
  }
}
