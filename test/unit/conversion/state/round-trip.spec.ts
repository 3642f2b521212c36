import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Dialect } from '../../../../src/dialects/dialect.js';
import { standard } from '../../../../src/dialects/standard.js';
import type { ContentBlock, Message } from '../../../../src/protocol/anthropic/message.js';
import type {
  ContentBlockParam,
  CreateMessageRequest,
  MessageParam,
} from '../../../../src/protocol/anthropic/messages.js';
import type { ChatChunk } from '../../../../src/protocol/openai/chat-chunk.js';
import type { ChatReasoningDetail, ChatReplyMessage } from '../../../../src/protocol/openai/chat-completion.js';
import type { ChatAssistantMessage } from '../../../../src/protocol/openai/chat-request.js';
import { aExchange, aRequest } from '../../../support/exchanges.js';
import { checkStreamGrammar } from '../../../support/stream-grammar.js';

const dialect = (diff: Partial<Dialect>): Dialect => ({ ...standard, name: 'test', ...diff });
const detailed = dialect({ reasoningReplay: 'reasoning_details' });
const signed = dialect({ returnsThoughtSignatures: true });

const words = fc.constantFrom('Let me see.', ' ', 'One\n\ntwo', 'ü😀', '"}');
const token = fc.stringMatching(/^[A-Za-z0-9+/=]{1,20}$/);

interface Reply {
  readonly thinking: string;
  readonly text: string;
  readonly details: readonly ChatReasoningDetail[];
  readonly calls: readonly { readonly extra: object | undefined; readonly hasId: boolean }[];
}

const detail = fc.oneof<fc.Arbitrary<ChatReasoningDetail>[]>(
  fc.record({
    type: fc.constant('reasoning.text'),
    text: words,
    signature: token,
    format: fc.constant('anthropic-claude-v1'),
  }),
  fc.record({ type: fc.constant('reasoning.summary'), summary: words }),
  fc.record({
    type: fc.constant('reasoning.encrypted'),
    data: token,
    id: token,
    format: fc.constant('google-gemini-v1'),
  }),
);

const reply: fc.Arbitrary<Reply> = fc.record({
  thinking: fc.constantFrom('', 'Let me see.', ' \n'),
  text: fc.constantFrom('', 'Fine.', '\n'),
  details: fc
    .array(detail, { maxLength: 4 })
    // In the order in which a stream brings them, so that both become the same JSON.
    .map((list) =>
      list.map(({ text, signature, ...rest }, index) => ({ ...rest, index, ...(text && { text, signature }) })),
    ),
  calls: fc.array(
    fc.record({
      extra: fc
        .option(token, { nil: undefined })
        .map((thought_signature) => thought_signature && { google: { thought_signature } }),
      hasId: fc.boolean(),
    }),
    { maxLength: 3 },
  ) as fc.Arbitrary<Reply['calls']>,
});

const thinking = fc.constantFrom<CreateMessageRequest['thinking']>(
  null,
  { type: 'disabled' },
  { type: 'adaptive', display: 'omitted' },
);

const toCall = ({ extra, hasId }: Reply['calls'][number], index: number): object => ({
  ...(hasId && { id: `call_${index}` }),
  function: { name: 'Read', arguments: `{"n":${index}}` },
  ...(extra && { extra_content: extra }),
});

/** OpenRouter sends the text of its details as plain reasoning as well. */
const textOf = ({ text, summary }: ChatReasoningDetail): string => text ?? summary ?? '';

const toReply = ({ thinking: reasoning, text: content, details, calls }: Reply): ChatReplyMessage => ({
  reasoning: details.length > 0 ? details.map(textOf).join('') : reasoning,
  content,
  ...(details.length > 0 && { reasoning_details: details }),
  ...(calls.length > 0 && { tool_calls: calls.map(toCall) }),
});

function toChunks({ thinking: reasoning, text, details, calls }: Reply): ChatChunk[] {
  const deltas: ChatReplyMessage[] = [
    ...details.flatMap(toFragments).map((fragment) => ({
      reasoning: textOf(fragment),
      reasoning_details: [fragment],
    })),
    ...(details.length > 0 ? [] : [{ reasoning }]),
    { content: text },
    ...calls.map((call, index) => ({ tool_calls: [{ index, ...toCall(call, index) }] })),
  ];
  return [...deltas.map((delta) => ({ choices: [{ delta }] })), { choices: [{ delta: {}, finish_reason: 'stop' }] }];
}

/** As OpenRouter streams a detail: text in pieces, a signature last. */
function toFragments({ text, signature, ...rest }: ChatReasoningDetail): ChatReasoningDetail[] {
  if (text == null) return [rest];
  return [
    ...[...text].map((character) => ({ ...rest, text: character })),
    { ...rest, ...(signature && { signature }) },
  ];
}

/** What the upstream gets with the next request. The client sends the blocks back as they are. */
function replay(
  content: readonly ContentBlock[],
  from: Dialect,
  upstreamModel = 'm',
): ChatAssistantMessage | undefined {
  const results = content.flatMap((block): ContentBlockParam[] =>
    block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: 'ok' }] : [],
  );
  const messages: MessageParam[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: JSON.parse(JSON.stringify(content)) as ContentBlockParam[] },
    { role: 'user', content: [...results, { type: 'text', text: 'Go on.' }] },
  ];
  const { chatRequest } = aExchange(aRequest({ messages }), { dialect: from, upstreamModel });
  return chatRequest.messages.find((message) => message.role === 'assistant');
}

function answer(aReply: Reply, isStream: boolean, from: Dialect, request: CreateMessageRequest): Message {
  const exchange = aExchange(request, { dialect: from, upstreamModel: 'm' });
  if (!isStream) return exchange.toMessage({ choices: [{ message: toReply(aReply), finish_reason: 'stop' }] });
  const builder = exchange.openStream('req_1');
  checkStreamGrammar([...toChunks(aReply).flatMap((chunk) => builder.accept([chunk])), ...builder.end()]);
  return aExchange(request, { dialect: from, upstreamModel: 'm' }).toMessageFromStream(toChunks(aReply));
}

const isEmpty = ({ text, calls }: Reply): boolean => text.trim() === '' && calls.length === 0;

describe('the state of a provider', () => {
  it('comes back to it exactly, by way of a client that keeps the blocks of a message or of a stream', () => {
    fc.assert(
      fc.property(reply, thinking, fc.boolean(), (aReply, wish, isStream) => {
        fc.pre(!isEmpty(aReply));
        const { content } = answer(aReply, isStream, detailed, aRequest({ thinking: wish ?? null }));
        const { details } = aReply;
        const sent = replay(content, detailed);
        expect(sent?.reasoning_details).toEqual(details.length > 0 ? details : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back with the call that it came with', () => {
    fc.assert(
      fc.property(reply, thinking, fc.boolean(), (aReply, wish, isStream) => {
        fc.pre(!isEmpty(aReply));
        const { content } = answer(aReply, isStream, signed, aRequest({ thinking: wish ?? null }));
        const extras = replay(content, signed)?.tool_calls?.map((call) => call.extra_content) ?? [];
        expect(extras).toEqual(aReply.calls.map(({ extra }) => extra));
      }),
      { numRuns: 300 },
    );
  });

  it('makes the same message of a stream as of a whole reply', () => {
    fc.assert(
      fc.property(reply, thinking, fc.constantFrom(detailed, signed), (aReply, wish, from) => {
        const request = aRequest({ thinking: wish ?? null });
        const { content } = answer(aReply, true, from, request);
        expect(content).toEqual(answer(aReply, false, from, request).content);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[Dialect['reasoningReplay'], object]>([
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
    const from = dialect({ reasoningReplay });
    const aReply: Reply = { thinking: 'Let me see.', text: 'Fine.', details: [], calls: [] };
    const wishes: CreateMessageRequest['thinking'][] = [null, { type: 'adaptive', display: 'omitted' }];
    // OpenRouter's details hold the reasoning themselves.
    const shown = reasoningReplay === 'reasoning_details' ? wishes.slice(0, 1) : wishes;
    for (const wish of shown) {
      const { content } = answer(aReply, true, from, aRequest({ thinking: wish ?? null }));
      expect(replay(content, from)).toEqual({ role: 'assistant', ...fields });
    }
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
    expect(replay(content, dialect({ reasoningReplay: 'reasoning' }), 'other')).toMatchObject({
      reasoning: 'Let me see.',
    });
  });

  it('comes back although it came last, behind what it belongs to', () => {
    const late: ChatReasoningDetail = { type: 'reasoning.encrypted', data: 'x', id: 'call_0' };
    const content = stream(detailed, [
      { reasoning: 'Hm.' },
      { tool_calls: [{ index: 0, id: 'call_0', function: { name: 'Read', arguments: '{}' } }] },
      { reasoning_details: [late] },
    ]);
    expect(content.map(({ type }) => type)).toEqual(['thinking', 'tool_use', 'redacted_thinking']);
    expect(replay(content, detailed)?.reasoning_details).toEqual([late]);
  });

  it('comes back with a call whose signature came with its last piece', () => {
    const extra_content = { google: { thought_signature: 'x' } };
    const content = stream(signed, [
      { tool_calls: [{ index: 0, id: 'call_0', function: { name: 'Read', arguments: '{' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '}' }, extra_content }] },
    ]);
    expect(content.map(({ type }) => type)).toEqual(['tool_use', 'redacted_thinking']);
    expect(replay(content, signed)?.tool_calls).toMatchObject([{ id: 'call_0', extra_content }]);
  });

  it('is left out, and nothing else, when it is too much', () => {
    const details: ChatReasoningDetail[] = [{ type: 'reasoning.encrypted', data: 'x'.repeat(300_000) }];
    for (const thought of ['Hm.', '']) {
      const aReply: Reply = { thinking: thought, text: 'Fine.', details, calls: [] };
      const message = { reasoning: thought, reasoning_details: details, content: 'Fine.' };
      const { content } = aExchange(aRequest(), { dialect: detailed }).toMessage({ choices: [{ message }] });
      expect(content).toHaveLength(thought === '' ? 1 : 2);
      expect(JSON.stringify(content).length).toBeLessThan(500);
      expect(answer({ ...aReply, thinking: '' }, true, detailed, aRequest()).content.at(-1)).toMatchObject({
        text: 'Fine.',
      });
    }
  });

  it('holds reasoning that the client disabled and a provider wants back all the same', () => {
    const from = dialect({ reasoningReplay: 'required_reasoning_content', reasoningPlaceholder: ' ' });
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
    const { chatRequest } = aExchange(request, { dialect: detailed, upstreamModel: 'm' });
    expect(chatRequest.messages[0]).toEqual({
      role: 'assistant',
      content: 'One.\n\nOne.',
      reasoning_details: [...details, ...details],
    });
  });
});

function stream(from: Dialect, deltas: readonly ChatReplyMessage[]): readonly ContentBlock[] {
  const chunks: ChatChunk[] = deltas.map((delta) => ({ choices: [{ delta }] }));
  return aExchange(aRequest(), { dialect: from, upstreamModel: 'm' }).toMessageFromStream([...chunks, '[DONE]'])
    .content;
}
