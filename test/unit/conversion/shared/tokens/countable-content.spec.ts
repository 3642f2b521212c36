import { describe, expect, it } from '@jest/globals';
import { estimateInputTokens } from '../../../../../src/conversion/shared/tokens/input-estimate.js';
import { collectCountableContent } from '../../../../../src/conversion/shared/tokens/input-estimate.js';
import type { CountTokensRequest } from '../../../../../src/protocol/anthropic/request.js';

/** Requests as clients send them, faults included. */
const request = (fields: object): CountTokensRequest =>
  JSON.parse(JSON.stringify({ model: 'claude-opus-5-5', messages: [], ...fields })) as CountTokensRequest;
const withBlocks = (...content: unknown[]): CountTokensRequest => request({ messages: [{ role: 'user', content }] });

describe('collectCountableContent', () => {
  it('counts the frame of an empty request', () => {
    expect(collectCountableContent(request({}))).toEqual({ texts: [], fixedTokens: 3 });
  });

  it.each<[string, CountTokensRequest, string[], number]>([
    ['a text', request({ messages: [{ role: 'user', content: 'hello' }] }), ['hello'], 7],
    ['a system prompt', request({ system: 'be brief' }), ['be brief'], 7],
    [
      'a system prompt of blocks',
      request({
        system: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      ['a', 'b'],
      7,
    ],
    [
      'no billing header',
      request({ system: [{ type: 'text', text: 'x-anthropic-billing-header: cc_version=1;\nYou are' }] }),
      ['You are'],
      7,
    ],
    ['an image where none belongs', request({ system: [{ type: 'image' }] }), [], 1112],
    ['nothing for an empty turn', request({ system: null, messages: [{ role: 'user', content: [] }] }), [], 3],
    ['thinking', withBlocks({ type: 'thinking', thinking: 'hm', signature: 'x'.repeat(99) }), ['hm'], 7],
    ['no encrypted thinking', withBlocks({ type: 'redacted_thinking', data: 'x'.repeat(99) }), [], 7],
    [
      'a call',
      withBlocks({ type: 'tool_use', id: 'toolu_1', name: 'ls', input: { path: '/' } }),
      ['ls', '{"path":"/"}'],
      13,
    ],
    ['a call without input', withBlocks({ type: 'tool_use', id: 'toolu_1', name: 'ls' }), ['ls', '{}'], 13],
    ['a result', withBlocks({ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a b' }), ['a b'], 11],
    ['a result without content', withBlocks({ type: 'tool_result', tool_use_id: 'toolu_1' }), [], 11],
    [
      'a result of blocks',
      withBlocks({
        type: 'tool_result',
        tool_use_id: 'toolu_1',
        content: [{ type: 'text', text: 'a' }, { type: 'image', source: {} }, null],
      }),
      ['a'],
      1116,
    ],
    [
      'an image by its cost',
      withBlocks({ type: 'image', source: { type: 'base64', data: 'A'.repeat(1e6) } }),
      [],
      1112,
    ],
    [
      'a PDF by its cost',
      withBlocks({ type: 'document', source: { type: 'base64', data: 'A'.repeat(1e6) } }),
      [],
      3007,
    ],
    ['a document without source', withBlocks({ type: 'document' }), [], 3007],
    [
      'a text document',
      withBlocks({ type: 'document', title: 'T', context: 'C', source: { type: 'text', data: 'D' } }),
      ['T', 'C', 'D'],
      7,
    ],
    [
      'a document of blocks',
      withBlocks({ type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'D' }] } }),
      ['D'],
      7,
    ],
    [
      'a search result',
      withBlocks({ type: 'search_result', title: 'T', source: 'S', content: [{ type: 'text', text: 'R' }] }),
      ['T', 'S', 'R'],
      7,
    ],
    ['a loaded tool', withBlocks({ type: 'tool_reference', tool_name: 'f' }), ['Tool f is now available.'], 7],
    ['a summary', withBlocks({ type: 'compaction', content: 'S' }), ['S'], 7],
    ['no change of tools', withBlocks({ type: 'tool_addition' }, { type: 'tool_removal' }), [], 7],
    [
      "a server tool's call",
      withBlocks({ type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } }),
      ['[web_search "q"]'],
      7,
    ],
    ['an unknown block', withBlocks({ type: 'new' }), ['{"type":"new"}'], 7],
    ['no unknown block of data', withBlocks({ type: 'new', data: 'x'.repeat(3000) }), [], 7],
  ])('counts %s', (_name, counted, texts, fixedTokens) => {
    expect(collectCountableContent(counted)).toEqual({ texts, fixedTokens });
  });

  it('counts the tools that are offered, as OpenAI shows them to its models', () => {
    const tools = [
      {
        name: 'edit',
        description: 'Edits a file.',
        input_schema: {
          type: 'object',
          properties: {
            path: { type: 'string', description: 'Where' },
            mode: { enum: ['a', 'b'] },
            lines: { type: 'array', items: { type: 'integer' } },
            at: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            by: { oneOf: [{ type: 'number' }] },
            nested: { type: 'object', properties: { deep: { type: ['string', 'null'] } }, required: ['deep'] },
            free: true,
          },
          required: ['path'],
        },
      },
      { name: 'none' },
      { name: 'loose', input_schema: { type: 'object', properties: { x: {} } } },
      { name: 'later', defer_loading: true, input_schema: { type: 'object' } },
      { name: 'web_search', type: 'web_search_20250305' },
    ];
    const { texts, fixedTokens } = collectCountableContent(request({ tools }));

    expect(texts).toEqual([
      '// Edits a file.\ntype edit = (_: {\n// Where\npath: string,\nmode?: "a" | "b",\nlines?: integer[],\n' +
        'at?: string | null,\nby?: number,\nnested?: {\n deep: any,\n},\nfree?: any,\n}) => any;\n\n',
      'type none = (_: any) => any;\n\n',
      'type loose = (_: {\nx?: any,\n}) => any;\n\n',
    ]);
    expect(fixedTokens).toBe(15);
  });

  it('survives a schema without an end in sight', () => {
    const deep = (depth: number): object => (depth === 0 ? {} : { type: 'array', items: deep(depth - 1) });
    const [text] = collectCountableContent(request({ tools: [{ name: 'f', input_schema: deep(100) }] })).texts;

    expect(text).toBe(`type f = (_: any${'[]'.repeat(17)}) => any;\n\n`);
  });
});

describe('estimateInputTokens', () => {
  it('adds up texts and fixed costs', () => {
    expect(estimateInputTokens(request({ messages: [{ role: 'user', content: 'hello world' }] }))).toBe(9);
  });

  it('is never 0', () => {
    expect(estimateInputTokens(request({}))).toBe(3);
  });

  it('reads a long conversation in parts', () => {
    const turn = { role: 'user', content: 'The quick brown fox jumps over the lazy dog. '.repeat(300) };
    const one = estimateInputTokens(request({ messages: [turn] })) - 3;
    const many = estimateInputTokens(request({ messages: Array(60).fill(turn) })) - 3;

    expect(Math.abs(many / (60 * one) - 1)).toBeLessThan(0.03);
  });
});
