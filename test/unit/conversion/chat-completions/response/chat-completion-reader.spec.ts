import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ChatStreamingResponseReader } from '../../../../../src/conversion/chat-completions/response/chat-completion-reader.js';

const read = (...pieces: string[]): unknown[] => {
  const reader = new ChatStreamingResponseReader();
  return [...pieces.flatMap((piece) => reader.push(Buffer.from(piece))), ...reader.end()];
};

const whole = { id: '1', choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
const asStream = [{ id: '1', choices: [{ ...whole.choices[0], delta: { content: 'Hi' } }] }, '[DONE]'];

describe('ChatAnswerReader', () => {
  it('reads an event stream', () => {
    expect(read('data: {"id":"1"}\n\n', 'data: [DONE]\n\n')).toEqual([{ id: '1' }, '[DONE]']);
  });

  it('reads an event stream that begins with blank lines or a comment', () => {
    expect(read('\r\n', '\n: processing\n\ndata: {"id":"1"}\n\n')).toEqual([{ id: '1' }]);
  });

  it.each([
    ['at once', [JSON.stringify(whole)]],
    ['in pieces', JSON.stringify(whole).split('')],
    ['after whitespace and a byte order mark', [' ', '\n\t', JSON.stringify(whole)]],
  ])('reads a whole answer that arrives %s as a stream', (_, pieces) => {
    expect(read(...pieces)).toEqual(asStream);
  });

  it.each([
    ['an event stream', 'data: {"id":"1"}\n\ndata: [DONE]\n\n', [{ id: '1' }, '[DONE]']],
    ['a whole answer', JSON.stringify(whole), asStream],
  ])('reads %s that is compressed without saying so', (_, text, items) => {
    const reader = new ChatStreamingResponseReader();
    const bytes = gzipSync(text);
    expect([...reader.push(bytes.subarray(0, 1)), ...reader.push(bytes.subarray(1)), ...reader.end()]).toEqual(items);
  });

  it('reads an error with status 200', () => {
    expect(read('{"error":{"message":"boom"}}')).toEqual([{ error: { message: 'boom' } }]);
  });

  it.each(['{"choices":[]}', '{"choices":null}', '{}', '{"choices":[', '', '   ', '<html></html>', '[]'])(
    'rejects a body that is not a response: %s',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ status: 502 }));
    },
  );

  it('refuses an answer that never ends', () => {
    const reader = new ChatStreamingResponseReader();
    const megabytes = Buffer.alloc(8 * 1024 * 1024, '{');
    expect(() => {
      for (let count = 0; count < 9; count += 1) reader.push(megabytes);
    }).toThrow('64 MiB');
  });
});
