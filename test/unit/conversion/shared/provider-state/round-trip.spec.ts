import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import type { ContentBlockParam, CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import type { ChatReasoningDetail } from '../../../../../src/protocol/openai/chat-completion.js';
import { createTestConversion, aRequest } from '../../../../support/test-conversion.js';
import {
  answer,
  detailed,
  profile,
  replay,
  reply,
  signed,
  streamed,
  thinking,
} from '../../../../support/responses-with-state.js';
import type { Reply } from '../../../../support/responses-with-state.js';

const isEmpty = ({ text, calls }: Reply): boolean => text.trim() === '' && calls.length === 0;

describe('the state of a provider', () => {
  it('comes back to it exactly, by way of a client that keeps the blocks of a message or of a stream', () => {
    fc.assert(
      fc.property(reply, thinking, fc.boolean(), (aReply, requested, isStream) => {
        fc.pre(!isEmpty(aReply));
        const { content } = answer(aReply, isStream, detailed, aRequest({ thinking: requested ?? null }));
        const { details } = aReply;
        const sent = replay(content, detailed);
        expect(sent?.reasoning_details).toEqual(details.length > 0 ? details : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back with the call that it came with', () => {
    fc.assert(
      fc.property(reply, thinking, fc.boolean(), (aReply, requested, isStream) => {
        fc.pre(!isEmpty(aReply));
        const { content } = answer(aReply, isStream, signed, aRequest({ thinking: requested ?? null }));
        const extras = replay(content, signed)?.tool_calls?.map((call) => call.extra_content) ?? [];
        expect(extras).toEqual(aReply.calls.map(({ extra }) => extra));
      }),
      { numRuns: 300 },
    );
  });

  it('makes the same message of a stream as of a whole reply', () => {
    fc.assert(
      fc.property(reply, thinking, fc.constantFrom(detailed, signed), (aReply, requested, from) => {
        const request = aRequest({ thinking: requested ?? null });
        const { content } = answer(aReply, true, from, request);
        expect(content).toEqual(answer(aReply, false, from, request).content);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[ProviderProfile['reasoningReplay'], object]>([
    ['none', { content: 'Fine.' }],
    ['reasoning', { content: 'Fine.', reasoning: 'Let me see.' }],
    ['reasoning_content', { content: 'Fine.', reasoning_content: 'Let me see.' }],
    ['required_reasoning_content', { content: 'Fine.' }],
    ['reasoning_details', { content: 'Fine.', reasoning: 'Let me see.' }],
    [
      'thinking_parts',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Let me see.' }] },
          { type: 'text', text: 'Fine.' },
        ],
      },
    ],
  ])('reasoning goes back as the provider takes it: %s', (reasoningReplay, fields) => {
    const from = profile({ reasoningReplay });
    const aReply: Reply = { thinking: 'Let me see.', text: 'Fine.', details: [], calls: [] };
    const variants: CreateMessageRequest['thinking'][] = [null, { type: 'adaptive', display: 'omitted' }];
    for (const requested of variants) {
      const { content } = answer(aReply, true, from, aRequest({ thinking: requested ?? null }));
      expect(replay(content, from)).toEqual({ role: 'assistant', ...fields });
    }
  });

  it('takes the place of a text that is not there', () => {
    const from = profile({ reasoningReplay: 'thinking_parts' });
    const aReply: Reply = { thinking: 'Hm.', text: '', details: [], calls: [{ extra: undefined, hasId: true }] };
    const { content } = answer(aReply, false, from, aRequest());
    expect(replay(content, from)?.content).toEqual([{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }]);
  });

  it('is not given to another model, but for the text', () => {
    const aReply: Reply = {
      thinking: 'Let me see.',
      text: 'Fine.',
      details: [{ type: 'reasoning.text', text: 'Let me see.', signature: 'x' }],
      calls: [],
    };
    const { content } = answer(aReply, false, detailed, aRequest());
    expect(replay(content, detailed, 'other')).toEqual({ role: 'assistant', content: 'Fine.' });
    expect(replay(content, profile({ reasoningReplay: 'reasoning' }), 'other')).toMatchObject({
      reasoning: 'Let me see.',
    });
  });

  it('is returned although it arrived last, after the block that it belongs to', () => {
    const late: ChatReasoningDetail = { type: 'reasoning.encrypted', data: 'x', id: 'call_0' };
    const content = streamed(detailed, [
      { reasoning: 'Hm.' },
      { tool_calls: [{ index: 0, id: 'call_0', function: { name: 'Read', arguments: '{}' } }] },
      { reasoning_details: [late] },
    ]);
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'tool_use', 'redacted_thinking']);
    expect(replay(content, detailed)?.reasoning_details).toEqual([late]);
  });

  it('comes back with a call whose signature came with its last piece', () => {
    const extra_content = { google: { thought_signature: 'x' } };
    const content = streamed(signed, [
      { tool_calls: [{ index: 0, id: 'call_0', function: { name: 'Read', arguments: '{' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '}' }, extra_content }] },
    ]);
    expect(content.map(({ type }) => type)).toEqual(['tool_use', 'redacted_thinking']);
    expect(replay(content, signed)?.tool_calls).toMatchObject([{ id: 'call_0', extra_content }]);
  });

  it('finds its call by the id that is sent, where the own one is too long', () => {
    const id = `tool_0_${'x'.repeat(50)}`;
    const from = profile({ reasoningReplay: 'reasoning_details', maxToolCallIdLength: 40 });
    const content = streamed(from, [
      {
        reasoning_details: [
          { type: 'reasoning.encrypted', data: 'x', id },
          { type: 'reasoning.encrypted', data: 'y', id: `rs_${'y'.repeat(50)}` },
        ],
      },
      { tool_calls: [{ index: 0, id, function: { name: 'Read', arguments: '{}' } }] },
    ]);
    const sent = replay(content, from);
    const [call] = sent?.tool_calls ?? [];
    expect(call?.id).toHaveLength(37);
    expect(sent?.reasoning_details?.map((detail) => detail.id)).toEqual([call?.id, `rs_${'y'.repeat(50)}`]);
  });

  it('is left out, and nothing else, when it is too much', () => {
    const details: ChatReasoningDetail[] = [{ type: 'reasoning.encrypted', data: 'x'.repeat(300_000) }];
    for (const thought of ['Hm.', '']) {
      const aReply: Reply = { thinking: thought, text: 'Fine.', details, calls: [] };
      const message = { reasoning: thought, reasoning_details: details, content: 'Fine.' };
      const { content } = createTestConversion(aRequest(), { profile: detailed }).convertResponse({
        choices: [{ message }],
      });
      expect(content).toHaveLength(thought === '' ? 1 : 2);
      expect(JSON.stringify(content).length).toBeLessThan(500);
      expect(answer({ ...aReply, thinking: '' }, true, detailed, aRequest()).content.at(-1)).toMatchObject({
        text: 'Fine.',
      });
    }
  });

  it('holds reasoning that the client disabled but a provider requires', () => {
    const from = profile({ reasoningReplay: 'required_reasoning_content', reasoningPlaceholder: ' ' });
    const aReply: Reply = {
      thinking: 'Let me see.',
      text: '',
      details: [],
      calls: [{ extra: undefined, hasId: true }],
    };
    const { content } = answer(aReply, true, from, aRequest({ thinking: { type: 'disabled' } }));
    expect(content.map(({ type }) => type)).toEqual(['redacted_thinking', 'tool_use']);
    expect(replay(content, from)).toMatchObject({ reasoning_content: 'Let me see.' });
    expect(replay(content.slice(1), from)).toMatchObject({ reasoning_content: ' ' });
  });

  it('is merged with the messages that it belongs to', () => {
    const details: ChatReasoningDetail[] = [{ type: 'reasoning.encrypted', data: 'x' }];
    const one: Reply = { thinking: '', text: 'One.', details, calls: [] };
    const { content } = answer(one, false, detailed, aRequest());
    expect(replay([...content, ...content], detailed)).toMatchObject({ reasoning_details: [...details, ...details] });
    const messages = [content, content].map((blocks) => ({
      role: 'assistant' as const,
      content: blocks as ContentBlockParam[],
    }));
    const request = aRequest({ messages: [...messages, { role: 'user', content: 'Go on.' }] });
    const { body: chatRequest } = createTestConversion(request, { profile: detailed, upstreamModel: 'm' });
    expect(chatRequest.messages[0]).toEqual({
      role: 'assistant',
      content: 'One.\n\nOne.',
      reasoning_details: [...details, ...details],
    });
  });
});
