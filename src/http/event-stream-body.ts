import { Readable } from 'node:stream';
import type { ContentBlockDelta, MessageStreamEvent } from '../protocol/anthropic/stream-events.js';
import type { FlowControl } from '../request-context/flow-control.js';

/** The body of a streamed reply: takes batches of events, gives frames, and slows the upstream down to the client's pace. */
export class EventStreamBody extends Readable {
  constructor(
    private readonly flow: FlowControl,
    /** Stops the upstream; called once the reply is over for whatever reason. */
    private readonly release: () => void,
  ) {
    super();
  }

  /** One batch is one write. */
  write(events: readonly MessageStreamEvent[]): void {
    if (events.length === 0 || this.readableEnded || this.destroyed) return;
    if (!this.push(formatEvents(events))) this.flow.pause();
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

/**
 * Writes events as server-sent event frames. Deltas make up nearly all of a stream, so they are written by template:
 * only their text goes through JSON.stringify.
 */
export function formatEvents(events: readonly MessageStreamEvent[]): string {
  let frames = '';
  for (const event of events) {
    frames +=
      event.type === 'content_block_delta'
        ? `event: content_block_delta\ndata: {"type":"content_block_delta","index":${event.index},"delta":${toDeltaJson(event.delta)}}\n\n`
        : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return frames;
}

function toDeltaJson(delta: ContentBlockDelta): string {
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
      // An interceptor may have emitted a delta that this proxy does not know.
      return JSON.stringify(delta satisfies never);
  }
}
