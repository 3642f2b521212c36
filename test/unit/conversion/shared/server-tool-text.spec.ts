import { describe, expect, it } from '@jest/globals';
import { isServerToolBlock, describeServerToolBlock } from '../../../../src/conversion/shared/server-tool-text.js';
import type {
  ServerToolResultBlockParam,
  ServerToolUseBlockParam,
} from '../../../../src/protocol/anthropic/request.js';

const call = (input?: unknown): ServerToolUseBlockParam => ({ type: 'mcp_tool_use', id: 'x', name: 'find', input });
const result = (content?: unknown): ServerToolResultBlockParam => ({
  type: 'mcp_tool_result',
  tool_use_id: 'x',
  content,
});

describe('describeServerToolBlock', () => {
  it.each([
    [{ query: 'a' }, '[find "a"]'],
    [{ city: 'a' }, '[find {"city":"a"}]'],
    ['a', '[find "a"]'],
    [undefined, '[find]'],
  ])('writes a call with %j', (input, text) => {
    expect(describeServerToolBlock(call(input))).toBe(text);
  });

  it.each([
    ['plain', 'plain'],
    [undefined, ''],
    [[{ type: 'text', text: 'a' }, null, { type: 'text', text: 'b' }], 'a\nb'],
    [{ type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' }, 'Error: max_uses_exceeded'],
    [{ type: 'code_execution_result', stdout: '1\n', stderr: 'warning', return_code: 0, content: [] }, '1\n\nwarning'],
    [
      {
        type: 'web_fetch_result',
        url: 'https://a.example',
        content: { type: 'document', title: 'A', source: { type: 'text', media_type: 'text/plain', data: 'Body' } },
      },
      'URL: https://a.example\nTitle: A\nBody',
    ],
    [{ type: 'web_fetch_result', content: { source: { type: 'base64', data: 'JVBERi0=' } } }, ''],
    [{ type: 'encrypted_code_execution_result', encrypted_stdout: 'x', content: [] }, ''],
  ])('writes the result %j', (content, text) => {
    expect(describeServerToolBlock(result(content))).toBe(text);
  });

  it('knows the blocks of server tools by their own names only', () => {
    expect(isServerToolBlock(call())).toBe(true);
    expect(isServerToolBlock({ type: 'text', text: 'x' })).toBe(false);
    expect(isServerToolBlock({ type: 'toString' } as never)).toBe(false);
  });
});
