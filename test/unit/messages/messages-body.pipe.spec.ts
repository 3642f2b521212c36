import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../src/errors/api-error.js';
import { CountTokensBodyPipe, MessagesBodyPipe } from '../../../src/messages/messages-body.pipe.js';

type Body = Record<string, unknown>;

const valid: Body = { model: 'claude-opus-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'hello' }] };
const withContent = (...blocks: unknown[]): Body => ({ messages: [{ role: 'user', content: blocks }] });
const without = (name: string): Body => Object.fromEntries(Object.entries(valid).filter(([key]) => key !== name));
const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)]);

const pipe = new MessagesBodyPipe();
const countPipe = new CountTokensBodyPipe();

function faultOf(transform: () => unknown): string {
  try {
    transform();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    return error.message;
  }
  return 'none';
}

describe('MessagesBodyPipe', () => {
  it.each<[string, Body]>([
    ['a minimal request', {}],
    ['no output at all', { max_tokens: 0 }],
    [
      'null for every optional field',
      {
        system: null,
        tools: null,
        tool_choice: null,
        stop_sequences: null,
        stream: null,
        temperature: null,
        top_p: null,
      },
    ],
    ['empty lists', { system: [], tools: [], stop_sequences: [], tool_choice: {} }],
    ['a system prompt', { system: 'be brief' }],
    ['a system prompt of blocks', { system: [{ type: 'text', text: '', cache_control: { type: 'ephemeral' } }] }],
    ['the bounds of temperature', { temperature: 0, top_p: 1 }],
    ['stop sequences', { stop_sequences: ['', 'END'] }],
    ['fields that nobody knows', { speed: 'fast', betas: ['x'], constructor: {}, toString: 1 }],
    [
      'an empty user turn',
      {
        messages: [
          { role: 'user', content: '' },
          { role: 'assistant', content: [] },
        ],
      },
    ],
    [
      'a system turn with more keys',
      { messages: [{ role: 'system', content: 'x', output_config: { effort: 'low' } }] },
    ],
    ['a system turn that only sets the effort', { messages: [{ role: 'system', output_config: { effort: 'low' } }] }],
    ['blocks that nobody knows', withContent({ type: 'hologram' }, { type: 'toString' }, { type: '__proto__' })],
    [
      'documented shapes that are not enforced',
      withContent(
        { type: 'search_result', content: [{ type: 'text' }] },
        { type: 'tool_addition', tool: { type: 'tool_definition', definition: {} } },
        { type: 'tool_use', id: 5, cache_control: 'always' },
      ),
    ],
    [
      'settings of an unexpected type',
      { thinking: 'on', output_config: 5, metadata: [], service_tier: {}, top_k: 'x' },
    ],
    ['thinking without a signature', withContent({ type: 'thinking' }, { type: 'redacted_thinking' })],
    ['a call without input', withContent({ type: 'tool_use', id: 'toolu_1', name: 'f' })],
    [
      'results of every form',
      withContent(
        { type: 'tool_result', tool_use_id: 'a' },
        { type: 'tool_result', tool_use_id: 'b', content: null },
        { type: 'tool_result', tool_use_id: 'c', content: 'text' },
        { type: 'tool_result', tool_use_id: 'd', content: [{ type: 'tool_reference', tool_name: 'f' }] },
      ),
    ],
    [
      'media',
      withContent({ type: 'image', source: { type: 'odd' } }, { type: 'document', source: { type: 'text', data: '' } }),
    ],
    ['tools of every kind', { tools: [{ name: 'f' }, { name: 'web_search', type: 'web_search_20250305' }] }],
    ['toolsets, which have no name', { tools: [{ type: 'computer_toolset_20260801' }] }],
    ['a choice', { tool_choice: { type: 'tool', name: 'f' } }],
    ['128 levels', { metadata: nested(127) }],
  ])('lets %s pass as it came', (_name, changes) => {
    const body = { ...valid, ...changes };

    expect(pipe.transform(body).parse()).toBe(body);
  });

  it.each<[string, unknown]>([
    ['The request body should be a JSON object', undefined],
    ['The request body should be a JSON object', null],
    ['The request body should be a JSON object', []],
    ['The request body should be a JSON object', 'text'],
    ['model: Field required', without('model')],
    ['max_tokens: Field required', without('max_tokens')],
    ['messages: Field required', without('messages')],
  ])('refuses a body: %s', (fault, body) => {
    expect(faultOf(() => pipe.transform(body))).toBe(fault);
  });

  it.each<[string, Body]>([
    ['model: Field required', { model: null }],
    ['model: Input should be a valid string', { model: 5 }],
    ['model: String should have at least 1 character', { model: '' }],
    ['model: String should have at most 256 characters', { model: 'x'.repeat(257) }],
    ['max_tokens: Field required', { max_tokens: null }],
    ['max_tokens: Input should be a valid integer', { max_tokens: '64' }],
    ['max_tokens: Input should be a valid integer', { max_tokens: 1.5 }],
    ['max_tokens: Input should be greater than or equal to 0', { max_tokens: -1 }],
    ['messages: Input should be a valid list', { messages: {} }],
    ['messages: at least one message is required', { messages: [] }],
    ['messages: List should have at most 100000 items', { messages: new Array(100_001).fill(valid) }],
    ['stream: Input should be a valid boolean', { stream: 'true' }],
    ['temperature: Input should be a valid number', { temperature: '0.5' }],
    ['temperature: Input should be less than or equal to 1', { temperature: 1.1 }],
    ['temperature: Input should be greater than or equal to 0', { temperature: -0.1 }],
    ['top_p: Input should be a valid number', { top_p: true }],
    ['top_p: Input should be less than or equal to 1', { top_p: 2 }],
    ['system: Input should be a valid string or list', { system: {} }],
    ['system.1.text.text: Field required', { system: [{ type: 'text', text: 'x' }, { type: 'text' }] }],
    ['tools: Input should be a valid list', { tools: {} }],
    ['tools.0: Input should be a valid dictionary', { tools: ['f'] }],
    ['tools.1.name: Field required', { tools: [{ name: 'f' }, {}] }],
    ['tools.0.name: Input should be a valid string', { tools: [{ name: 7 }] }],
    ['tools.0.name: Field required', { tools: [{ type: 'unknown_toolset_20260801' }] }],
    ['tools.0.name: String should have at least 1 character', { tools: [{ name: '' }] }],
    ['tool_choice: Input should be a valid dictionary', { tool_choice: 'auto' }],
    ['tool_choice.type: Field required', { tool_choice: { name: 'f' } }],
    ["tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'", { tool_choice: { type: 'constructor' } }],
    ['stop_sequences: Input should be a valid list', { stop_sequences: 'END' }],
    ['stop_sequences: Input should be a list of strings', { stop_sequences: ['END', 5] }],
    ['The request body should not be nested deeper than 128 levels', { metadata: nested(128) }],
  ])('refuses a field: %s', (fault, changes) => {
    expect(faultOf(() => pipe.transform({ ...valid, ...changes }))).toBe(fault);
  });

  it.each<[string, unknown]>([
    ['messages.0: Input should be a valid dictionary', 'hello'],
    ['messages.0: Input should be a valid dictionary', null],
    ['messages.0.role: Field required', { content: 'x' }],
    ["messages.0.role: Input should be 'user', 'assistant' or 'system'", { role: 'tool', content: 'x' }],
    ["messages.0.role: Input should be 'user', 'assistant' or 'system'", { role: '__proto__', content: 'x' }],
    ["messages.0.role: Input should be 'user', 'assistant' or 'system'", { role: 'toString', content: 'x' }],
    ['messages.0.content: Field required', { role: 'user' }],
    ['messages.0.content: Field required', { role: 'user', content: null }],
    ['messages.0.content: Field required', { role: 'user', output_config: { effort: 'low' } }],
    ['messages.0.content: Field required', { role: 'system', output_config: {} }],
    ['messages.0.content: Input should be a valid string or list', { role: 'user', content: { type: 'text' } }],
  ])('refuses a turn: %s', (fault, message) => {
    expect(faultOf(() => pipe.transform({ ...valid, messages: [message] }))).toBe(fault);
  });

  it.each<[string, unknown]>([
    ['Input should be a valid dictionary', 'text'],
    ['Input should be a valid dictionary', []],
    ['type: Field required', { text: 'x' }],
    ['type: Field required', { type: null }],
    ['type: Input should be a valid string', { type: 5 }],
    ['text.text: Field required', { type: 'text' }],
    ['text.text: Field required', { type: 'text', text: null }],
    ['text.text: Input should be a valid string', { type: 'text', text: 5 }],
    ['image.source: Field required', { type: 'image' }],
    ['image.source: Input should be a valid dictionary', { type: 'image', source: 'x.png' }],
    ['document.source: Field required', { type: 'document', source: null }],
    [
      'document.source.content.0.type: Field required',
      { type: 'document', source: { type: 'content', content: [{}] } },
    ],
    ['tool_result.tool_use_id: Field required', { type: 'tool_result', content: 'x' }],
    ['tool_result.tool_use_id: Input should be a valid string', { type: 'tool_result', tool_use_id: 5 }],
    [
      'tool_result.content.0.image.source: Field required',
      { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'image' }] },
    ],
  ])('refuses a block: %s', (fault, block) => {
    const turn = { role: 'user', content: 'x' };
    const messages = [turn, turn, turn, { role: 'user', content: [{ type: 'text', text: 'x' }, block] }];
    const path = fault.startsWith('Input') ? 'messages.3.content.1: ' : 'messages.3.content.1.';

    expect(faultOf(() => pipe.transform({ ...valid, messages }))).toBe(path + fault);
  });

  it('keeps its rules when the body tries to hide them', () => {
    const body: unknown = JSON.parse(
      '{"constructor":{"name":"x"},"__proto__":{"model":"x"},"toString":1,"max_tokens":1,"messages":[]}',
    );

    expect(faultOf(() => pipe.transform(body))).toBe('model: Field required');
  });
});

describe('CountTokensBodyPipe', () => {
  it.each([without('max_tokens'), { ...valid, max_tokens: 'many', stream: 'yes' }])(
    'asks for neither max_tokens nor stream',
    (body) => {
      expect(countPipe.transform(body).parse()).toBe(body);
    },
  );

  it('has the other rules', () => {
    expect(faultOf(() => countPipe.transform({ ...valid, messages: [] }))).toBe(
      'messages: at least one message is required',
    );
  });
});
