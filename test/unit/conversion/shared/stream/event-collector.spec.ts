import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../../src/errors/api-error.js';
import { collectMessage } from '../../../../../src/conversion/shared/stream/event-collector.js';
import { createTestConversion, aRequest } from '../../../../support/test-conversion.js';

describe('collectMessage', () => {
  it('finds no message in events that start none', () => {
    expect(() => collectMessage([{ type: 'ping' }])).toThrow(ApiError);
    const delta = { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null } as const;
    const usage = { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    const ending = {
      type: 'message_delta',
      delta,
      usage: { ...usage, output_tokens_details: null, server_tool_use: null },
    } as const;
    expect(() => collectMessage([ending])).toThrow(ApiError);
  });

  it('ignores deltas of blocks that were not started', () => {
    const events = createTestConversion(aRequest()).openStream('req_1').ping();
    const stray = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } } as const;
    expect(collectMessage([...events, stray]).content).toEqual([]);
  });
});
