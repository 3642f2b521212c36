import { describe, expect, it } from '@jest/globals';
import { formatEvents } from '../../../src/http/event-stream-body.js';
import type { MessageStreamEvent } from '../../../src/protocol/anthropic/stream-events.js';
import { parseFrames } from '../../support/sse.js';

const EVENTS: MessageStreamEvent[] = [
  { type: 'ping' },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a "b"\n\u2028\ud83e' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"a":"\\n"}' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'thinking_delta', thinking: 'hm\r\n' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'signature_delta', signature: 'c+/=' } },
  { type: 'content_block_stop', index: 2 },
  { type: 'message_stop' },
];

describe('formatEvents', () => {
  it('writes the same JSON by template as JSON.stringify does', () => {
    const frames = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    expect(formatEvents(EVENTS)).toBe(frames);
  });

  it('names each frame after its event and keeps its data on one line', () => {
    expect(parseFrames(formatEvents(EVENTS)).map(({ event, data }) => [event, data['type']])).toEqual(
      EVENTS.map(({ type }) => [type, type]),
    );
  });

  it('passes on a delta that an interceptor made up', () => {
    const event = { type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation: 1 } };
    expect(formatEvents([event as unknown as MessageStreamEvent])).toContain(
      '"delta":{"type":"citations_delta","citation":1}',
    );
  });
});
