import { describe, expect, it } from '@jest/globals';
import { readTokenCounts } from '../../../../src/conversion/chat-completions/response/chat-usage.js';
import { convertUsage } from '../../../../src/conversion/shared/usage.js';
import type { ChatUsage } from '../../../../src/protocol/openai/chat-completion.js';

const estimate = { inputTokens: () => 11.2, outputTokens: () => 3.4 };

describe('toUsage', () => {
  it.each<[string, ChatUsage | undefined, object]>([
    [
      'takes the cached part out of the prompt',
      { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 60 } },
      { input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 5 },
    ],
    [
      'knows what the cache wrote',
      { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60, cache_creation_tokens: 30 } },
      {
        input_tokens: 10,
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 0 },
      },
    ],
    [
      'reads counts next to the details',
      { prompt_tokens: 100, cache_read_input_tokens: 20, cache_creation_input_tokens: 30 },
      { input_tokens: 50, cache_read_input_tokens: 20, cache_creation_input_tokens: 30 },
    ],
    [
      'prefers a reported zero to another name',
      { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 0 }, cached_tokens: 20 },
      { input_tokens: 100, cache_read_input_tokens: 0 },
    ],
    [
      'leaves a prompt alone that is smaller than its cached part',
      { prompt_tokens: 10, cached_tokens: 90 },
      { input_tokens: 10, cache_read_input_tokens: 90 },
    ],
    [
      'believes an empty prompt when all of it was cached',
      { prompt_tokens: 0, cached_tokens: 90 },
      { input_tokens: 0, cache_read_input_tokens: 90 },
    ],
    [
      'counts thinking that the total shows to be apart',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { output_tokens: 25, output_tokens_details: { thinking_tokens: 20 } },
    ],
    [
      'counts thinking once',
      {
        prompt_tokens: 10,
        completion_tokens: 25,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { output_tokens: 25, output_tokens_details: { thinking_tokens: 20 } },
    ],
    [
      'never reports more thinking than output',
      { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 9 } },
      { output_tokens: 5, output_tokens_details: { thinking_tokens: 5 } },
    ],
    [
      'estimates what is missing',
      undefined,
      {
        input_tokens: 12,
        output_tokens: 4,
        cache_creation: null,
        output_tokens_details: null,
        service_tier: 'standard',
      },
    ],
    ['estimates what is zero', { prompt_tokens: 0, completion_tokens: 0 }, { input_tokens: 12, output_tokens: 4 }],
  ])('%s', (_name, reported, usage) => {
    expect(convertUsage(readTokenCounts(reported), null, estimate)).toMatchObject(usage);
  });

  it.each([['seven'], [''], [-1], [NaN], [Infinity], [1e300], [true], [{}], [null]])(
    'takes %p for no count',
    (value) => {
      expect(
        convertUsage(readTokenCounts({ prompt_tokens: value as number, completion_tokens: 9 }), null, estimate),
      ).toMatchObject({
        input_tokens: 12,
        output_tokens: 9,
      });
    },
  );

  it('knows no negative zero', () => {
    const usage = convertUsage(
      readTokenCounts({ prompt_tokens: 5, completion_tokens: 9, cached_tokens: -0 }),
      null,
      estimate,
    );
    expect(Object.is(usage.cache_read_input_tokens, 0)).toBe(true);
  });

  it('turns text and fractions into whole numbers', () => {
    const usage = { prompt_tokens: '42' as unknown as number, completion_tokens: 7.9 };
    expect(convertUsage(readTokenCounts(usage), 'priority', estimate)).toMatchObject({
      input_tokens: 42,
      output_tokens: 7,
      service_tier: 'priority',
    });
  });
});
