import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../../src/errors/api-error.js';
import { MAX_HELD_CONTENT } from '../../../../../src/conversion/shared/stream/held-content.js';
import type { ChatStreamItem } from '../../../../../src/protocol/openai/chat-completion.js';
import type { ChatStreamBuilder } from '../../../../../src/conversion/chat-completions/stream/chat-stream-builder.js';
import { aRequest, createTestConversion } from '../../../../support/test-conversion.js';

const PIECE = 'x'.repeat(64 * 1024);
const PIECES = Math.ceil((2 * MAX_HELD_CONTENT) / PIECE.length);

const openTestStream = (): ChatStreamBuilder => createTestConversion(aRequest({ stream: true })).openStream('req_1');
const delta = (delta: object): ChatStreamItem => ({ choices: [{ index: 0, delta }] });
const call = (index: number, fields: object): ChatStreamItem => delta({ tool_calls: [{ index, ...fields }] });
const openCall = call(0, { id: 'call_1', function: { name: 'search', arguments: '{"query":"' } });

/** Streams that never end, by what the proxy would hold of them. */
const endless: Record<string, { readonly first?: ChatStreamItem; readonly next: (round: number) => ChatStreamItem }> = {
  'arguments of a tool call': { first: openCall, next: () => call(0, { function: { arguments: PIECE } }) },
  'text after a tool call that is incomplete': { first: openCall, next: () => delta({ content: PIECE }) },
  'alternating text and reasoning after an incomplete tool call': {
    first: openCall,
    next: (round) => delta(round % 2 === 0 ? { content: PIECE } : { reasoning_content: PIECE }),
  },
  'white space before any text': { next: () => delta({ content: ' '.repeat(PIECE.length) }) },
  'the name of a tool': { next: (round) => call(0, { function: { name: `${round}${PIECE}` } }) },
  'ids of tool calls': { next: (round) => call(0, { id: `${round}${PIECE}`, function: { name: 'a' } }) },
  'a refusal': { next: () => delta({ refusal: PIECE }) },
  'brackets of arguments': {
    first: openCall,
    next: () => call(1, { function: { name: 'b', arguments: '['.repeat(PIECE.length) } }),
  },
};

describe('HeldContent', () => {
  it.each(Object.entries(endless))('ends a stream of endless %s', (_, { first, next }) => {
    const stream = openTestStream();
    const run = (): void => {
      if (first) stream.accept([first]);
      for (let round = 0; round < PIECES; round += 1) stream.accept([next(round)]);
    };
    expect(run).toThrow(ApiError);
    expect(stream.heldSize).toBeLessThanOrEqual(MAX_HELD_CONTENT + 8 * PIECE.length);
  });

  it('ends a stream of endless tool calls without text', () => {
    const stream = openTestStream();
    const calls = Array.from({ length: 1_000 }, () => ({ function: { name: 'a', arguments: '{}' } }));
    const run = (): void => {
      for (let round = 0; round < 1_000; round += 1) {
        stream.accept([
          delta({ tool_calls: calls.map((entry, index) => ({ ...entry, index: round * 1_000 + index })) }),
        ]);
      }
    };
    expect(run).toThrow(ApiError);
  });

  it('holds nothing of text that is forwarded at once', () => {
    const stream = openTestStream();
    for (let round = 0; round < PIECES; round += 1) stream.accept([delta({ content: PIECE })]);
    expect(stream.heldSize).toBe(0);
  });

  it('counts arguments once if the upstream repeats all of them in every piece', () => {
    const stream = openTestStream();
    let text = '{"query":"';
    for (let round = 0; round < 200; round += 1) {
      text += 'x'.repeat(1_000);
      stream.accept([call(0, { id: 'call_1', function: { name: 'search', arguments: text } })]);
    }
    expect(stream.heldSize).toBeLessThan(2 * text.length);
  });
});
