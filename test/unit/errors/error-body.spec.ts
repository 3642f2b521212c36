import { describe, expect, it } from '@jest/globals';
import { parseErrorBody } from '../../../src/errors/error-body.js';

const nested = (depth: number): unknown => (depth === 0 ? { message: 'deep' } : { error: nested(depth - 1) });

describe('parseErrorBody', () => {
  it.each([
    ['OpenAI', { error: { message: 'm', type: 'T', code: 'C', param: null } }, { message: 'm', names: ['c', 't'] }],
    ['OpenAI as text', '{"error":{"message":"m"}}', { message: 'm', names: [] }],
    ['Gemini', [{ error: { code: 400, message: 'm', status: 'S' } }], { message: 'm', names: ['s'], status: 400 }],
    ['a string', { error: 'm' }, { message: 'm', names: [] }],
    ['old vLLM', { object: 'error', message: 'm', code: 404 }, { message: 'm', names: [], status: 404 }],
    ['FastAPI', { detail: 'm' }, { message: 'm', names: [] }],
    [
      "FastAPI's validation errors",
      { detail: [{ loc: ['body'], msg: 'm' }, { msg: 'n' }] },
      { message: 'm', names: [] },
    ],
    ['only a message', { message: 'm' }, { message: 'm', names: [] }],
    ['xAI', { code: 'C', error: 'm' }, { message: 'm', names: ['c'] }],
    ['plain text', '  no healthy upstream\n', { message: 'no healthy upstream', names: [] }],
    ['text that only starts like JSON', '{oops', { message: '{oops', names: [] }],
    ['an event', 'event: error\ndata: {"error":{"message":"m"}}\n\n', { message: 'm', names: [] }],
    [
      'JSON in the message',
      { error: { message: '{"error":{"message":"m","code":"C"}}' } },
      { message: 'm', names: ['c'] },
    ],
    [
      "OpenRouter's wrapped error",
      { error: { message: 'Provider returned error', code: 400, metadata: { raw: '{"message":"m","code":"C"}' } } },
      { message: 'm', names: ['c'], status: 400 },
    ],
    ['OpenRouter without a raw error', { message: 'm', metadata: { provider_name: 'p' } }, { message: 'm', names: [] }],
    [
      'llama.cpp',
      { error: { code: 400, message: 'm', type: 'T', n_prompt_tokens: 9, n_ctx: 8 } },
      { message: 'm', names: ['t'], status: 400, promptTokens: 9, contextTokens: 8 },
    ],
    ['Azure', { error: { message: 'm', innererror: { code: 'I', message: 'x' } } }, { message: 'm', names: ['i'] }],
    ['HTML', '<html><body>Bad Gateway</body></html>', { message: '', names: [] }],
    ['HTML in a message', { message: 'see <!DOCTYPE html><html>' }, { message: '', names: [] }],
    ['a tag that is not HTML', 'expected <tool_call> here', { message: 'expected <tool_call> here', names: [] }],
    ['a number', 42, { message: '', names: [] }],
    ['null', null, { message: '', names: [] }],
    ['an object that is too deep', nested(9), { message: '', names: [] }],
  ])('parses %s', (_name, body, expected) => {
    expect(parseErrorBody(body)).toEqual(expected);
  });

  it('does not convert lists to numbers, at any depth', () => {
    const list: unknown = JSON.parse('['.repeat(20_000) + '500' + ']'.repeat(20_000));
    expect(parseErrorBody({ message: 'm', code: list, status: [500] })).toEqual({ message: 'm', names: [] });
  });

  it('limits the length of messages and names', () => {
    const parsed = parseErrorBody({ message: 'm'.repeat(1e6), code: 'c'.repeat(1e6) });

    expect(parsed.message).toHaveLength(4096);
    expect(parsed.names[0]).toHaveLength(200);
  });
});
