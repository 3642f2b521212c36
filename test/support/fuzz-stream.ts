import type { MessageStreamBuilder } from '../../src/conversion/conversion.js';
import type { ApiError } from '../../src/errors/api-error.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import { checkApiError } from './message-shape.js';
import { checkStreamGrammar } from './stream-grammar.js';

type Events = readonly MessageStreamEvent[];

/** What converts an API's stream to events. */
interface EventBuilder<Item> extends Pick<MessageStreamBuilder, 'hasStarted' | 'isOver'> {
  accept(items: readonly Item[]): Events;
  ping(): Events;
  end(): Events;
}

interface ItemReader<Item> {
  push(bytes: Buffer): readonly Item[];
  end(): readonly Item[];
}

/** A streamed response that arrives in reads of given lengths, whatever its bytes are. */
export class FuzzStream {
  readonly events: MessageStreamEvent[] = [];
  private failure: unknown;

  constructor(
    private readonly bytes: Buffer,
    private readonly lengths: readonly number[],
  ) {}

  /** Converts the bytes; with `hasBegun`, a ping has started the message already. */
  run<Item>(builder: EventBuilder<Item>, reader: ItemReader<Item>, hasBegun = false): void {
    const { events } = this;
    try {
      if (hasBegun) events.push(...builder.ping());
      for (const read of this.listReads()) events.push(...builder.accept(reader.push(read)));
      events.push(...builder.accept(reader.end()), ...builder.end());
    } catch (error) {
      checkApiError(error);
      if (!builder.hasStarted) this.failure = error;
      else if (!builder.isOver) events.push((error as ApiError).buildBody('req_1'));
    }
  }

  /** Throws unless the outcome is a legal stream, or an error before the first event. */
  check(): void {
    if (this.failure === undefined) checkStreamGrammar(this.events);
    else if (this.events.length > 0) throw new Error('Events, and then a status');
  }

  private listReads(): Buffer[] {
    const { bytes, lengths } = this;
    const reads: Buffer[] = [];
    for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
      const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
      reads.push(bytes.subarray(start, start + length));
      start += length;
    }
    return reads;
  }
}
