import type { WireEvent } from './sse.js';

interface Reading {
  readonly faults: string[];
  phase: 'before' | 'within' | 'finished' | 'over';
  /** Type of the open block. */
  open: string | undefined;
  blocks: number;
}

const DELTAS: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
};

/** Reads a streamed Message by the documented order of events and names every departure from it; none for a legal stream. */
export function findStreamFaults(events: readonly WireEvent[]): string[] {
  const reading: Reading = { faults: [], phase: 'before', open: undefined, blocks: 0 };
  for (const { event, data } of events) {
    if (data.type !== event) reading.faults.push(`event ${event} holds data of type ${String(data.type)}`);
    const fault = event === 'ping' ? undefined : read(reading, event, data);
    if (fault) reading.faults.push(fault);
  }
  if (reading.phase !== 'over') reading.faults.push('the stream ends without message_stop or error');
  if (reading.blocks === 0 && events.at(-1)?.event === 'message_stop') reading.faults.push('there is no content block');
  return reading.faults;
}

/** Takes one event; returns what is wrong with it at this place. */
function read(reading: Reading, event: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const { phase, open, blocks } = reading;
  switch (event) {
    case 'message_start':
      reading.phase = 'within';
      return phase === 'before' ? undefined : 'message_start comes again';
    case 'content_block_start':
      reading.open = (data.content_block as { type: string }).type;
      reading.blocks += 1;
      return phase === 'within' && !open && data.index === blocks ? undefined : `block ${blocks} starts out of order`;
    case 'content_block_delta': {
      const { type } = data.delta as { type: string };
      const isFit = DELTAS[open ?? '']?.includes(type) && data.index === blocks - 1;
      return isFit ? undefined : `${type} in ${open ?? 'no block'} ${String(data.index)}`;
    }
    case 'content_block_stop':
      reading.open = undefined;
      return open && data.index === blocks - 1 ? undefined : `block ${String(data.index)} stops but is not open`;
    case 'message_delta':
      reading.phase = 'finished';
      return phase === 'within' && !open ? undefined : 'message_delta comes too early or again';
    case 'message_stop':
      reading.phase = 'over';
      return phase === 'finished' ? undefined : 'message_stop comes without message_delta';
    case 'error':
      reading.phase = 'over';
      return phase === 'over' ? 'an error follows the end' : undefined;
    default:
      return `unknown event ${event}`;
  }
}
