import { describe, expect, it } from '@jest/globals';
import { readTokenCounts } from '../../../../src/conversion/chat-completions/response/chat-usage.js';
import { convertUsage } from '../../../../src/conversion/shared/usage.js';
import { gemini } from '../../../../src/providers/profiles/gemini.js';
import { standard } from '../../../../src/providers/profiles/standard.js';
import { xai } from '../../../../src/providers/profiles/xai.js';
import type { ProviderProfile } from '../../../../src/providers/provider-profile.js';
import type { ChatUsage } from '../../../../src/protocol/openai/chat-completion.js';

const estimate = { inputTokens: () => 11.2, outputTokens: () => 3.4 };

describe('convertUsage', () => {
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
      'limits the cached part to the prompt',
      { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8, cached_tokens: 161 },
      { input_tokens: 0, cache_read_input_tokens: 7 },
    ],
    [
      'adds a cached part that the total shows to be apart',
      { prompt_tokens: 7, completion_tokens: 1, total_tokens: 169, cached_tokens: 161 },
      { input_tokens: 7, cache_read_input_tokens: 161 },
    ],
    [
      'counts tokens once that are reported as read and as written',
      { prompt_tokens: 2168, prompt_tokens_details: { cached_tokens: 2161, cache_write_tokens: 2161 } },
      { input_tokens: 7, cache_read_input_tokens: 2161, cache_creation_input_tokens: 0, cache_creation: null },
    ],
    [
      'limits the written part to what was not read',
      { prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 50 } },
      { input_tokens: 0, cache_read_input_tokens: 60, cache_creation_input_tokens: 40 },
    ],
    [
      'counts output that only the total includes when there is more thinking than output',
      {
        prompt_tokens: 35,
        completion_tokens: 10,
        total_tokens: 141,
        completion_tokens_details: { reasoning_tokens: 98 },
      },
      { output_tokens: 106, output_tokens_details: { thinking_tokens: 98 } },
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
    expect(convertUsage(readTokenCounts(reported, standard.usage), null, estimate)).toMatchObject(usage);
  });

  it('counts thinking that only the total includes where the provider hides it', () => {
    const usage = { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 };
    const convert = (profile: ProviderProfile) => convertUsage(readTokenCounts(usage, profile.usage), null, estimate);
    expect(convert(gemini)).toMatchObject({ output_tokens: 74, output_tokens_details: { thinking_tokens: 62 } });
    expect(convert(standard)).toMatchObject({ output_tokens: 12, output_tokens_details: null });
  });

  it('adds the cached part to the prompt where the provider leaves it out', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cached_tokens: 90 };
    const converted = convertUsage(readTokenCounts(usage, xai.usage), null, estimate);
    expect(converted).toMatchObject({ input_tokens: 10, cache_read_input_tokens: 90 });
  });

  it.each([['seven'], [''], [-1], [NaN], [Infinity], [1e300], [true], [{}], [null]])(
    'takes %p for no count',
    (value) => {
      expect(
        convertUsage(
          readTokenCounts({ prompt_tokens: value as number, completion_tokens: 9 }, standard.usage),
          null,
          estimate,
        ),
      ).toMatchObject({
        input_tokens: 12,
        output_tokens: 9,
      });
    },
  );

  it('knows no negative zero', () => {
    const usage = convertUsage(
      readTokenCounts({ prompt_tokens: 5, completion_tokens: 9, cached_tokens: -0 }, standard.usage),
      null,
      estimate,
    );
    expect(Object.is(usage.cache_read_input_tokens, 0)).toBe(true);
  });

  it('turns text and fractions into whole numbers', () => {
    const usage = { prompt_tokens: '42' as unknown as number, completion_tokens: 7.9 };
    expect(convertUsage(readTokenCounts(usage, standard.usage), 'priority', estimate)).toMatchObject({
      input_tokens: 42,
      output_tokens: 7,
      service_tier: 'priority',
    });
  });
});
