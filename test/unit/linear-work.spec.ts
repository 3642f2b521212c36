import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { estimateInputTokens } from '../../src/conversion/shared/tokens/input-estimate.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import type { ChatResponseMessage } from '../../src/protocol/openai/chat-completion.js';
import type { ChatStreamItem } from '../../src/protocol/openai/chat-completion.js';
import { ChatStreamReader } from '../../src/conversion/chat-completions/response/chat-completion-reader.js';
import { createTestConversion, aRequest } from '../support/test-conversion.js';
import { WorkMeter } from '../support/work-meter.js';

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

const call = (fields: Record<string, unknown>, argumentsText?: string): ChatResponseMessage => ({
  tool_calls: [{ ...fields, function: { ...(fields.function as object), arguments: argumentsText } }],
});
const named = (name: string): Record<string, unknown> => ({ function: { name } });

/** What could be slow when there is much of it. */
const floods: readonly [string, (count: number) => ChatResponseMessage[]][] = [
  ['text by the character', (count) => times(count, () => ({ content: 'a' }))],
  ['blanks', (count) => times(count, () => ({ content: ' ' }))],
  ['beginnings of a tag', (count) => times(count, () => ({ content: '<think' }))],
  ['tags that never close', (count) => [{ content: '<think>' }, ...times(count, () => ({ content: '</thin' }))]],
  ['beginnings of stop sequences', (count) => times(count, () => ({ content: 'aaaaaaa' }))],
  ['reasoning and text in turns', (count) => times(count, (i) => (i % 2 ? { content: 'a' } : { reasoning: 'b' }))],
  [
    'details of reasoning',
    (count) => times(count, (index) => ({ reasoning_details: [{ type: 'reasoning.text', index, text: 'a' }] })),
  ],
  [
    'details of one reasoning',
    (count) => times(count, () => ({ reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'a' }] })),
  ],
  ['arguments by the character', (count) => [call(named('Bash'), '{"a":"'), ...times(count, () => call({}, 'a'))]],
  [
    'beginnings of repeated arguments',
    (count) => [call(named('Bash'), '{"a":"'), ...times(count, () => call({}, '{'))],
  ],
  ['brackets', (count) => [call(named('Bash'), '{"a":'), ...times(count, () => call({}, '['))]],
  ['blank arguments', (count) => [call(named('Bash'), ''), ...times(count, () => call({}, ' '))]],
  ['a name in pieces', (count) => times(count, () => call({ index: 0, ...named('x') }))],
  ['calls with ids', (count) => times(count, (index) => call({ id: `c${index}`, ...named('Bash') }, '{}'))],
  ['calls without ids', (count) => times(count, () => call(named('Bash'), '{"a":1}'))],
  ['calls that never begin', (count) => times(count, (index) => call({ index }, ''))],
  ['calls that never end', (count) => times(count, (index) => call({ index, ...named('Bash') }, '{'))],
  [
    'fragments without a call after many calls',
    (count) => [...times(count, () => call(named('Bash'), '{"a":1}')), ...times(count, () => call({}, ' '))],
  ],
  [
    'text after an open call',
    (count) => [call(named('Bash'), '{'), ...times(count, (i) => (i % 2 ? { content: 'a' } : { reasoning: 'b' }))],
  ],
];

const requests: readonly [string, (count: number) => Partial<CreateMessageRequest>][] = [
  ['turns', (count) => ({ messages: times(count, (i) => ({ role: i % 2 ? 'user' : 'assistant', content: 'a' })) })],
  ['turns of one role', (count) => ({ messages: times(count, () => ({ role: 'user', content: 'a' })) })],
  ['system turns', (count) => ({ messages: times(count, () => ({ role: 'system', content: 'a' })) })],
  ['blocks', (count) => ({ messages: [{ role: 'user', content: times(count, () => ({ type: 'text', text: 'a' })) }] })],
  [
    'orphans',
    (count) => ({
      messages: [{ role: 'user', content: times(count, (i) => ({ type: 'tool_result', tool_use_id: `c${i}` })) }],
    }),
  ],
  [
    'calls and results',
    (count) => ({
      messages: [
        { role: 'assistant', content: times(count, (i) => ({ type: 'tool_use', id: `c${i}`, name: 'f', input: {} })) },
        { role: 'user', content: times(count, (i) => ({ type: 'tool_result', tool_use_id: `c${i}`, content: 'a' })) },
      ],
    }),
  ],
  ['tools', (count) => ({ tools: times(count, (i) => ({ name: `tool.${i}`, input_schema: { type: 'object' } })) })],
  [
    'deferred tools',
    (count) => ({
      tools: times(count, (i) => ({ name: `t${i}`, defer_loading: true, input_schema: { type: 'object' } })),
    }),
  ],
  [
    'marks',
    (count) => ({
      messages: [
        {
          role: 'user',
          content: times(count, () => ({ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } })),
        },
      ],
    }),
  ],
  ['stop sequences', (count) => ({ stop_sequences: times(count, (i) => `s${i}`) })],
];

/** Large enough for the constant part of the work not to matter. */
const COUNT = 400;
/** Twice as much may be twice the work and a little more, but not four times as much. */
const MOST = 2.6;

describe('twice as much is at most about twice the work', () => {
  const meter = new WorkMeter();
  const request = aRequest({
    tools: [{ name: 'Bash', input_schema: { type: 'object' } }],
    stop_sequences: ['aaaab', 'b2', 'b3', 'b4', 'aaaac', 'aaaaad'],
  });

  beforeAll(() => meter.install());
  afterAll(() => meter.uninstall());

  function expectLinear(work: (count: number) => number): void {
    expect(work(2 * COUNT) / work(COUNT)).toBeLessThan(MOST);
  }

  it.each(floods)('in a stream of %s', (_, make) => {
    expectLinear((count) => {
      const items = make(count).map((delta): ChatStreamItem => ({ choices: [{ delta }] }));
      return meter.measure(() => {
        const builder = createTestConversion(request, { profile: 'openrouter' }).openStream('req_1');
        for (const item of items) builder.accept([item]);
        builder.accept(['[DONE]']);
      });
    });
  });

  it.each(floods)('in the bytes of a stream of %s, by the byte', (_, make) => {
    expectLinear((count) => {
      const bytes = Buffer.from(
        make(count)
          .map((delta) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`)
          .join(''),
      );
      return meter.measure(() => {
        const reader = new ChatStreamReader();
        for (let at = 0; at < bytes.length; at += 1) reader.push(bytes.subarray(at, at + 1));
      });
    });
  });

  it.each(requests)('in a request of many %s', (_, make) => {
    expectLinear((count) => {
      const body = aRequest(make(count));
      return meter.measure(() => {
        void createTestConversion(body, { profile: 'openai', profileChanges: { cacheControl: 'breakpoints' } }).body;
        estimateInputTokens(body);
      });
    });
  });
});
