import { describe, expect, it } from '@jest/globals';
import { applyCacheBreakpoints } from '../../../../../src/conversion/chat-completions/request/cache-control.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { dashscope } from '../../../../../src/providers/profiles/dashscope.js';
import { openai } from '../../../../../src/providers/profiles/openai.js';
import { openrouter } from '../../../../../src/providers/profiles/openrouter.js';
import { standard } from '../../../../../src/providers/profiles/standard.js';
import type { ChatContentPart, ChatMessage } from '../../../../../src/protocol/openai/chat-request.js';
import { createTestConversion, aRequest } from '../../../../support/test-conversion.js';
import { readRecordedRequests } from '../../../../support/recorded-requests.js';

const withBreakpoints: ProviderProfile = { ...openai, cacheControl: 'breakpoints' };
const providerProfiles: readonly (readonly [string, ProviderProfile])[] = [
  ['standard', standard],
  ['openai', openai],
  ['openai with breakpoints', withBreakpoints],
  ['openrouter', openrouter],
  ['dashscope', dashscope],
];

/** What a model reads of a message: a text is the same as one part with that text, and marks are not seen. */
function toPrompt({ content, ...message }: ChatMessage): unknown {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  return { ...message, content: parts.map((part) => withoutMarks(part as ChatContentPart)) };
}

function withoutMarks({ cache_control: _, prompt_cache_breakpoint: __, ...part }: ChatContentPart): unknown {
  return part;
}

describe('cache breakpoints', () => {
  const conversation = readRecordedRequests().flatMap(([name, body]) =>
    name.startsWith('tool-roundtrip') ? [{ ...body, stream: false }] : [],
  );

  it.each(providerProfiles)(
    'leave the prompt of Claude Code’s every turn the beginning of the next one’s: %s',
    (_, profile) => {
      const prompts = conversation.map((body) => createTestConversion(body, { profile }).body.messages.map(toPrompt));
      expect(prompts).toHaveLength(5);
      for (const [turn, prompt] of prompts.slice(0, -1).entries()) {
        expect(prompts[turn + 1]?.slice(0, prompt.length)).toEqual(prompt);
      }
    },
  );

  it.each([
    ['standard', standard, 0, 0],
    ['openai', openai, 0, 0],
    ['openai with breakpoints', withBreakpoints, 0, 3],
    ['openrouter', openrouter, 3, 0],
    ['dashscope', dashscope, 3, 0],
  ] as const)('of Claude Code reach %s as it knows them', (_, profile, copies, breakpoints) => {
    for (const body of conversation) {
      const json = JSON.stringify(createTestConversion(body, { profile }).body);
      expect(json.split('"cache_control"')).toHaveLength(copies + 1);
      expect(json.split('"prompt_cache_breakpoint"')).toHaveLength(breakpoints + 1);
    }
  });

  it.each([
    [
      { type: 'ephemeral', ttl: '5m' },
      { type: 'ephemeral', ttl: '5m' },
    ],
    [{ type: 'ephemeral', ttl: '9h', scope: 'global' }, { type: 'ephemeral' }],
    [{ type: 'other' }, undefined],
    ['ephemeral', undefined],
    [null, undefined],
  ])('are copied without what nobody knows: %j', (cache_control, copy) => {
    const block = { type: 'text', text: 'Hi', cache_control } as never;
    const { body: chatRequest } = createTestConversion(aRequest({ messages: [{ role: 'user', content: [block] }] }), {
      profile: openrouter,
    });
    const expected = copy ? [{ type: 'text', text: 'Hi', cache_control: copy }] : 'Hi';
    expect(chatRequest.messages).toEqual([{ role: 'user', content: expected }]);
  });

  it('of a whole request go to its last part, and are named where nobody knows them', () => {
    const request = aRequest({ cache_control: { type: 'ephemeral' } });
    expect(createTestConversion(request, { profile: standard }).dropped).toEqual(['cache_control']);
    const { body: chatRequest, dropped } = createTestConversion(request, { profile: openrouter });
    expect(dropped).toEqual([]);
    expect(chatRequest.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }] },
    ]);
  });

  it('of a whole request go to the last of several parts', () => {
    const content = ['One', 'Two'].map((text) => ({ type: 'text' as const, text }));
    const request = aRequest({ cache_control: { type: 'ephemeral' }, messages: [{ role: 'user', content }] });
    expect(createTestConversion(request, { profile: withBreakpoints }).body.messages).toEqual([
      { role: 'user', content: [content[0], { ...content[1], prompt_cache_breakpoint: { mode: 'explicit' } }] },
    ]);
  });

  it('find no place in a response, nor without a message', () => {
    const request = aRequest({ cache_control: { type: 'ephemeral' } });
    const answer: ChatMessage = { role: 'assistant', content: 'Hi' };
    expect(applyCacheBreakpoints([answer], request, withBreakpoints)).toEqual([answer]);
    expect(applyCacheBreakpoints([], request, openrouter)).toEqual([]);
  });
});
