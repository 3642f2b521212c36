import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../../src/errors/api-error.js';
import {
  convertRequest,
  type ConvertedRequest,
} from '../../../../../src/conversion/chat-completions/request/chat-request.js';
import { azure } from '../../../../../src/providers/profiles/azure.js';
import type { ProviderProfile } from '../../../../../src/providers/provider-profile.js';
import { openai } from '../../../../../src/providers/profiles/openai.js';
import { standard } from '../../../../../src/providers/profiles/standard.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';

type Fields = Readonly<Record<string, unknown>>;

/** Requests hold whatever clients send, not only what the types allow. */
function convert(fields: Fields, profile: ProviderProfile = standard, upstreamModel = 'gpt-4o'): ConvertedRequest {
  const request = { model: 'claude-x', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], ...fields };
  return convertRequest(request as CreateMessageRequest, { upstreamModel, profile });
}

const user = (...content: readonly Fields[]): Fields => ({ messages: [{ role: 'user', content }] });

function refusal(fields: Fields, profile?: ProviderProfile): ApiError {
  try {
    convert(fields, profile);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('was served');
}

describe('refusals', () => {
  it.each([standard, openai, azure])('refuses a prefill on $name', (profile) => {
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '{' },
    ];
    expect(refusal({ messages }, profile)).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: 'This model does not support assistant message prefill. The conversation must end with a user message.',
    });
  });

  it('refuses a prefill that an empty turn follows', () => {
    const thinking = { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: 'y' }] };
    const messages = [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, thinking];
    expect(refusal({ messages }).message).toMatch(/prefill/);
  });

  it.each([
    [
      { type: 'image', source: { type: 'base64', media_type: 'image/tiff', data: 'x' } },
      "messages.0.content.1.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp' (capability_rejected: image_block)",
    ],
    [
      { type: 'image', source: { type: 'file', file_id: 'f' } },
      'messages.0.content.1.source: files are not available on this gateway (capability_rejected: image_block)',
    ],
    [
      { type: 'document', source: { type: 'file', file_id: 'f' } },
      'messages.0.content.1.source: files are not available on this gateway (capability_rejected: document_block)',
    ],
    [
      { type: 'document', source: { type: 'url', url: 'https://a.example/b.pdf' } },
      'messages.0.content.1.source: this gateway does not fetch PDFs from URLs; send the PDF as base64 data (capability_rejected: document_block)',
    ],
    [
      {
        type: 'document',
        source: { type: 'content', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] },
      },
      'messages.0.content.1.source.content.0.source: files are not available on this gateway (capability_rejected: image_block)',
    ],
    [
      {
        type: 'tool_result',
        tool_use_id: 'c1',
        content: [{ type: 'image', source: { type: 'base64', data: 'x' } }],
      },
      "messages.0.content.1.content.0.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp' (capability_rejected: image_block)",
    ],
  ])('refuses %j', (block, message) => {
    expect(refusal(user({ type: 'text', text: 'a' }, block))).toMatchObject({ status: 400, message });
  });

  it.each([
    ['mcp_servers', [{ type: 'url', url: 'https://a.example', name: 'a' }]],
    ['compaction', { type: 'summarize' }],
    ['thread', { type: 'create' }],
  ])('refuses %s', (field, value) => {
    expect(refusal({ [field]: value })).toMatchObject({
      status: 400,
      message: expect.stringMatching(new RegExp(`^${field}: `)) as unknown,
    });
  });

  it('names the reason of a refused thread', () => {
    expect(refusal({ thread: { type: 'create' } }).extras.details).toEqual({
      error_code: 'thread_unsupported_request',
    });
  });
});

describe('dropped', () => {
  it.each<[Fields, readonly string[]]>([
    [{}, []],
    [{ top_k: 5, container: 'c', 'odd key\n': 1 }, ['top_k', 'container', 'odd_key_']],
    [{ context_management: { edits: [{ type: 'compact_20260112' }] } }, ['context_management']],
    [{ context_management: { edits: [] }, mcp_servers: [], thread: null, compaction: {}, top_k: null }, []],
    [{ metadata: { user_id: 'u' }, service_tier: 'auto' }, ['metadata', 'service_tier']],
    [{ output_config: { task_budget: { type: 'tokens', total: 9 }, other: null } }, ['output_config.task_budget']],
    [{ output_config: { format: { type: 'grammar' } } }, ['output_config.format']],
    [{ output_format: { type: 'json_schema', schema: 'x' } }, ['output_config.format']],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, ['tools.web_search_20250305']],
    [
      { tools: [{ type: 'bash_20991231', name: 'bash' }], tool_choice: { type: 'any' } },
      ['tools.bash_20991231', 'tool_choice'],
    ],
    [
      { tools: [{ name: 'Later', defer_loading: true }], tool_choice: { type: 'tool', name: 'Later' } },
      ['tool_choice'],
    ],
    [
      user({ type: 'container_upload', file_id: 'f' }, { type: 'container_upload', file_id: 'g' }),
      ['messages.container_upload'],
    ],
    [user({ type: 'image', source: { type: 'odd' } }), ['messages.image']],
    [user({ type: 'image', source: null }), ['messages.image']],
    [user({ type: 'image', source: { type: 'url' } }), ['messages.image']],
    [user({ type: 'document', source: 'x' }), ['messages.document']],
    [user({ type: 'document', source: { type: 'base64', media_type: 'text/csv', data: 'x' } }), ['messages.document']],
    [user({ type: 'document', source: { type: 'base64', media_type: 'application/pdf' } }), ['messages.document']],
    [{ messages: [{ role: 'system', content: [{ type: 'image' }, { type: 'tool_removal' }] }] }, ['messages.image']],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'advisor_tool_result' }] }] },
      ['messages.advisor_tool_result'],
    ],
    [{ messages: [{ role: 'assistant', content: [{ type: 'tool_use', name: 'x' }] }] }, ['messages.tool_use']],
    [{ messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'x' }] }] }, ['messages.tool_use']],
    [{ tools: [{ type: 5, name: 'odd' }] }, ['tools.5']],
    [user({ type: 'tool_result', tool_use_id: 7 }), ['messages.tool_result']],
    [user({ type: 'tool_reference', tool_name: 7 }), ['messages.tool_reference']],
    [{ system: [{ type: 'image' }, { type: 'text', text: 'x' }] }, ['system.image']],
    [
      user({ type: 'tool_result', tool_use_id: 'c', content: [{ type: 'odd', data: 'x'.repeat(2048) }] }),
      ['tool_result.odd'],
    ],
  ])('names what is left out of %j', (fields, names) => {
    expect(convert(fields).dropped).toEqual(names);
  });

  it('names temperature and top_p for a reasoning model', () => {
    expect(convert({ temperature: 1, top_p: 0.5 }, standard, 'o3').dropped).toEqual(['temperature', 'top_p']);
  });

  it('counts OpenAI’s own fields as served where they are sent', () => {
    expect(convert({ metadata: { user_id: 'u' }, service_tier: 'auto' }, openai).dropped).toEqual([]);
  });

  it('cuts long names', () => {
    expect(convert({ ['x'.repeat(100)]: 1 }).dropped).toEqual(['x'.repeat(64)]);
  });
});

describe('odd fields', () => {
  const messagesOf = (fields: Fields): unknown => convert(fields).chatRequest.messages;

  it.each<[Fields, string]>([
    [user({ type: 'text', text: 'a' }, { type: 'compaction', content: null }), 'a'],
    [user({ type: 'compaction', content: 'b' }), '<summary>\nb\n</summary>'],
    [user({ type: 'document', source: { type: 'content' } }, { type: 'text', text: 'a' }), 'a'],
    [
      user({
        type: 'document',
        source: { type: 'content', content: [{ type: 'image' }, { type: 'odd' }, { type: 'text', text: 'a' }] },
      }),
      'a',
    ],
    [user({ type: 'search_result', title: 5, source: null, content: null }, { type: 'text', text: 'a' }), 'a'],
    [user({ type: 'tool_result', tool_use_id: 'c', content: { type: 'text', text: 'a' } }), '[tool result for c] a'],
    [user({ type: 'tool_result', tool_use_id: 7, content: 'b' }, { type: 'text', text: 'a' }), 'a'],
    [user({ type: 'tool_result', tool_use_id: 'c', content: [null, 'x', { text: 'y' }] }), '[tool result for c] '],

    [{ messages: [{ role: 'user' }] }, ' '],
    [{ messages: [{ role: 'system', output_config: { effort: 'low' } }] }, ' '],
    [{ messages: [{ role: 'assistant', content: null }] }, ' '],
    [{ messages: [{ role: 'user', content: [null, 5] }] }, ' '],
    [{ system: 5 }, 'Hi'],
    [{ system: [null, 'x', { type: 'text' }] }, 'Hi'],
  ])('reads %j', (fields, content) => {
    expect(messagesOf(fields)).toEqual([{ role: 'user', content }]);
  });

  it.each<Fields>([
    { tool_choice: null, thinking: null, output_config: null, metadata: null, stop_sequences: null, tools: null },
    { thinking: 'x', output_config: 'x', metadata: 'x', output_format: null },
    { thinking: 5, output_config: [], metadata: { user_id: 5 }, stream: null, temperature: null, top_p: null },
  ])('serves %j as if it were not there', (fields) => {
    const { chatRequest } = convert(fields, openai);
    expect(chatRequest).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      max_completion_tokens: 9,
    });
  });

  it.each([null, 'x', [], 5, { type: null }, { properties: [] }])(
    'makes parameters of the schema %j',
    (input_schema) => {
      const tool = { name: 'T', description: null, input_schema, strict: 'yes', input_examples: 'x' };
      expect(convert({ tools: [tool] }).chatRequest.tools).toEqual([
        { type: 'function', function: { name: 'T', parameters: { type: 'object', properties: {} } } },
      ]);
    },
  );

  it('adds the type that properties lack', () => {
    const tools = [{ name: 'T', input_schema: { properties: { a: {} }, type: null } }];
    expect(convert({ tools }).chatRequest.tools?.[0]?.function.parameters).toEqual({
      type: 'object',
      properties: { a: {} },
    });
  });

  it('keeps a type other than object, and describes a tool without a description only by its examples', () => {
    const tool = { name: 'T', input_schema: { type: ['object', 'null'] }, input_examples: [{ a: 1 }] };
    expect(convert({ tools: [tool] }).chatRequest.tools?.[0]?.function).toEqual({
      name: 'T',
      description: 'Examples of its input:\n{"a":1}',
      parameters: { type: ['object', 'null'], properties: {} },
    });
  });

  it('offers a tool of an unknown type when it has a schema, and one of two tools of a name', () => {
    const schema = { type: 'object', properties: {} };
    const tools = [
      { name: 'T', type: 'function', input_schema: schema },
      { name: 'T', input_schema: { ...schema, title: 'second' } },
    ];
    expect(convert({ tools }).chatRequest.tools).toEqual([
      { type: 'function', function: { name: 'T', parameters: schema } },
    ]);
  });

  it.each([
    null,
    'Read',
    {},
    { type: 'tool_reference' },
    { type: 'tool_definition', definition: null },
    { type: 'tool_definition', definition: { name: 5 } },
    { type: 'tool_definition', definition: { name: 'web_search', type: 'web_search_20250305' } },
  ])('changes no tool for %j', (tool) => {
    const addition = { role: 'system', content: [{ type: 'tool_addition', tool }] };
    const messages = [{ role: 'user', content: 'Hi' }, addition];
    expect(convert({ messages, tools: [{ name: 'Read' }] }).toolNames.upstreamNames).toEqual(['Read']);
  });

  it('loads the tools that a search on the server found', () => {
    const content = [
      { type: 'server_tool_use', id: 's1', name: 'tool_search_tool_regex', input: { pattern: 'x' } },
      {
        type: 'tool_search_tool_result',
        tool_use_id: 's1',
        content: { tool_references: [{ type: 'tool_reference', tool_name: 'B' }] },
      },
      { type: 'tool_search_tool_result', tool_use_id: 's2', content: 'odd' },
    ];
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content },
      { role: 'user', content: 'b' },
    ];
    const { chatRequest, toolNames } = convert({
      messages,
      tools: [
        { name: 'A', defer_loading: true },
        { name: 'B', defer_loading: true },
      ],
    });
    expect(toolNames.upstreamNames).toEqual(['B']);
    expect(chatRequest.messages[1]).toEqual({
      role: 'assistant',
      content: '[tool_search_tool_regex {"pattern":"x"}]\n\nTool: B\n\nodd',
    });
  });

  it('offers a tool again that was removed and added back', () => {
    const change = (type: string): Fields => ({ type, tool: { type: 'tool_reference', name: 'A' } });
    const content = [change('tool_removal'), change('tool_addition'), change('tool_addition')];
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'system', content },
    ];
    expect(convert({ messages, tools: [{ name: 'A' }, { name: 'B' }] }).toolNames.upstreamNames).toEqual(['B', 'A']);
  });
});

describe('sessions', () => {
  it.each([
    ['{"session_id":"s1","device_id":"d"}', 's1'],
    ['user_abc_account__session_1f-2', '1f-2'],
    ['{"session_id":5}', undefined],
    ['{broken', undefined],
    ['7', undefined],
    ['{"device_id":"d"}_session_x', 'x'],
    ['somebody', undefined],
  ])('reads the session of %j', (user_id, key) => {
    expect(convert({ metadata: { user_id } }, openai).chatRequest.prompt_cache_key).toBe(key);
  });
});

describe('system turns', () => {
  it('lose the billing header as the system prompt does', () => {
    const header = 'x-anthropic-billing-header: cc_version=2.1; cch=0;';
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'system', content: [{ type: 'text', text: `${header}\nBe brief.` }] },
      { role: 'system', content: header },
    ];
    expect(convert({ messages }, openai).chatRequest.messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Be brief.' },
    ]);
  });
});
