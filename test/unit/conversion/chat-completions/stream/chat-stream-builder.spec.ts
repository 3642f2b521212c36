import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../../../../src/errors/api-error.js';
import type { ChatStreamBuilder } from '../../../../../src/conversion/chat-completions/stream/chat-stream-builder.js';
import type { CreateMessageRequest } from '../../../../../src/protocol/anthropic/request.js';
import type { ChatChunk, ChatStreamItem } from '../../../../../src/protocol/openai/chat-completion.js';
import type { ChatResponseMessage } from '../../../../../src/protocol/openai/chat-completion.js';
import { ESTIMATED_INPUT_TOKENS, createTestConversion, aRequest } from '../../../../support/test-conversion.js';

const open = (changes: Partial<CreateMessageRequest> = {}): ChatStreamBuilder =>
  createTestConversion(aRequest(changes)).openStream('req_1');
const delta = (message: ChatResponseMessage): ChatChunk => ({ choices: [{ index: 0, delta: message }] });
const call = (argumentsText: string, name?: string): ChatChunk =>
  delta({
    tool_calls: [
      { index: 0, ...(name && { id: 'call_1' }), function: { arguments: argumentsText, ...(name && { name }) } },
    ],
  });
const finish: ChatChunk = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const typesOf = (events: readonly { readonly type: string }[]): string[] => events.map(({ type }) => type);

describe('ChatStreamBuilder', () => {
  it('starts once, with an estimate of the prompt', () => {
    const builder = open();
    const [start, ping] = builder.ping();
    expect(start).toMatchObject({ message: { usage: { input_tokens: ESTIMATED_INPUT_TOKENS, output_tokens: 1 } } });
    expect(ping).toEqual({ type: 'ping' });
    expect(builder.hasStarted).toBe(true);
    expect(builder.ping()).toEqual([{ type: 'ping' }]);
    expect(typesOf(builder.accept([delta({ content: 'Hi' })]))).toEqual(['content_block_start', 'content_block_delta']);
  });

  it('counts one output token at the start, even where the first chunk has counted all of it', () => {
    const usage = { prompt_tokens: 5, completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 4 } };
    const events = open().accept([{ ...delta({ content: 'Hi' }), usage }, finish, '[DONE]']);
    const start = { input_tokens: 5, output_tokens: 1, output_tokens_details: null };
    expect(events[0]).toMatchObject({ message: { usage: start } });
    expect(events.at(-2)).toMatchObject({ usage: { output_tokens: 9, output_tokens_details: { thinking_tokens: 4 } } });
  });

  it('turns an error into an event once it has started, and throws it before', () => {
    const error = { error: { message: 'Down', code: 503 } };
    const started = open();
    started.ping();
    expect(started.accept([error])).toEqual([
      { type: 'error', error: { type: 'overloaded_error', message: 'Down' }, request_id: 'req_1' },
    ]);
    expect(started.isOver).toBe(true);
    expect(() => open().accept([error])).toThrow(ApiError);
    expect(() => open().end()).toThrow('The upstream ended the stream before it was complete');
  });

  const role = delta({ content: '' });
  const usageOnly: ChatChunk = { choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } };

  it.each([
    ['a chunk with only a role', role],
    ['a chunk with only usage', usageOnly],
    ['a chunk without choices', {}],
    ['blank text', delta({ content: ' ' })],
    ['the beginning of a tag', delta({ content: '<thi' })],
    ['a call without a whole name', call('', 'Ba')],
  ])('produces nothing after %s, so that an error is thrown', (_, chunk) => {
    const builder = open();
    expect(builder.accept([chunk])).toEqual([]);
    expect(builder.hasStarted).toBe(false);
    expect(() => builder.accept([{ error: { message: 'Down', code: 503 } }])).toThrow('Down');
    expect(builder).toMatchObject({ hasStarted: false, isOver: true, failure: { status: 529 } });
    expect([...builder.accept([role]), ...builder.ping(), ...builder.end()]).toEqual([]);
  });

  it('throws when the stream ends before any output', () => {
    const builder = open();
    builder.accept([role]);
    expect(() => builder.end()).toThrow('The upstream ended the stream before it was complete');
    expect(() => open().accept([usageOnly, '[DONE]'])).toThrow('The upstream ended the stream without a response');
  });

  it('treats an error like an event after output of the same read', () => {
    const events = open().accept([role, delta({ content: 'Hi' }), { error: { message: 'Down', code: 503 } }]);
    expect(typesOf(events)).toEqual(['message_start', 'ping', 'content_block_start', 'content_block_delta', 'error']);
  });

  it('starts with the first output', () => {
    const builder = open();
    builder.accept([role]);
    const events = builder.accept([delta({ content: 'Hi' })]);
    expect(typesOf(events)).toEqual(['message_start', 'ping', 'content_block_start', 'content_block_delta']);
  });

  it('starts with a ping after a chunk with only a role, and then turns an error into an event', () => {
    const builder = open();
    builder.accept([role]);
    expect(typesOf(builder.ping())).toEqual(['message_start', 'ping']);
    expect(typesOf(builder.accept([{ error: { message: 'Down' } }]))).toEqual(['error']);
  });

  it('writes a complete message for an empty response', () => {
    expect(typesOf(open().accept([role, finish, '[DONE]']))).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('writes a message without blocks when the output is discarded', () => {
    const events = open({ max_tokens: 0 }).accept([role, delta({ content: 'Hi' }), finish, '[DONE]']);
    expect(typesOf(events)).toEqual(['message_start', 'ping', 'message_delta', 'message_stop']);
  });

  it('accounts for a response without output once the upstream has sent a choice', () => {
    const builder = open();
    expect(builder.account).toBeUndefined();
    builder.accept([role]);
    expect(builder.account).toMatchObject({ usage: { input_tokens: ESTIMATED_INPUT_TOKENS }, stopReason: null });
  });

  it('waits for usage after the finish_reason and ends when it arrives', () => {
    const builder = open();
    builder.accept([delta({ content: 'Hi' }), finish]);
    expect(builder).toMatchObject({ isFinishing: true, isOver: false });
    const events = builder.accept([{ choices: [], usage: { prompt_tokens: 5, completion_tokens: 1 } }]);
    expect(typesOf(events)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
    expect(builder).toMatchObject({ isFinishing: false, isOver: true });
    expect(builder.end()).toEqual([]);
  });

  it('ends without usage when none comes', () => {
    const builder = open();
    builder.accept([delta({ content: 'Hi' }), finish, { choices: [] }]);
    expect(builder.isOver).toBe(false);
    expect(typesOf(builder.end())).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
  });

  it('ends at an emulated stop sequence without waiting for the upstream', () => {
    const builder = open({ stop_sequences: ['1', '2', '3', '4', 'END'] });
    const events = builder.accept([
      delta({ content: 'a END b', refusal: 'no', tool_calls: [{ function: { name: 'Bash' } }] }),
    ]);
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'stop_sequence', stop_sequence: 'END' } });
    expect(builder.isOver).toBe(true);
  });

  it('starts a call as soon as its name can be no other', () => {
    const tools = ['get', 'get_time', 'Bash'].map((name) => ({ name }));
    const starts = (name: string): boolean =>
      typesOf(open({ tools }).accept([call('', name)])).includes('content_block_start');
    expect([starts('Bash'), starts('get_time')]).toEqual([true, true]);
    // `get` may still become `get_time`, and `Ba` is not a tool.
    expect([starts('get'), starts('Ba')]).toEqual([false, false]);
  });

  it('forwards arguments as received', () => {
    const builder = open();
    const pieces = ['{"a"', ':', ' ', '1}'];
    const events = pieces.flatMap((piece, index) => builder.accept([call(piece, index === 0 ? 'Bash' : undefined)]));
    const json = events.flatMap((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'input_json_delta' ? [event.delta.partial_json] : [],
    );
    expect(json).toEqual(pieces);
  });

  it('writes a call of a later index only when the one before it is closed', () => {
    const builder = open();
    const other: ChatStreamItem = delta({
      tool_calls: [{ index: 1, id: 'call_2', function: { name: 'get', arguments: '{}' } }],
    });
    builder.accept([call('{"a":', 'Bash')]);
    expect(builder.accept([other])).toEqual([]);
    expect(typesOf(builder.accept([call('1}')]))).toEqual([
      'content_block_delta',
      'content_block_stop',
      'content_block_start',
    ]);
  });
});
