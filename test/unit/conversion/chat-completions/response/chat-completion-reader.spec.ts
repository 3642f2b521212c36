import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ChatStreamingResponseReader } from '../../../../../src/conversion/chat-completions/response/chat-completion-reader.js';

const read = (...pieces: string[]): unknown[] => {
  const reader = new ChatStreamingResponseReader();
  return [...pieces.flatMap((piece) => reader.push(Buffer.from(piece))), ...reader.end()];
};

const whole = { id: '1', choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
const asStream = [{ id: '1', choices: [{ ...whole.choices[0], delta: { content: 'Hi' } }] }, '[DONE]'];

describe('ChatStreamingResponseReader', () => {
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
  ])('reads a completion that arrives %s as a stream', (_, pieces) => {
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

  it('rejects a body that only begins like a compressed one', () => {
    expect(() => read(' \u001fnot compressed')).toThrow('without any event of a chat stream');
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

  it.each([
    ['a whole response that never ends', '{"a":"', 'x', '16 MiB'],
    ['a whole response of countless values', '{"a":[', '{},', 'JSON values'],
    ['an event that never ends', 'data: ', 'x', '16 MiB'],
    ['an event of countless lines', '', 'data: x\n', '16 MiB'],
    ['an event of countless values', 'data: [', '{},', '16 MiB'],
    ['comments that never end', '', ': comment\n', '64 MiB'],
  ])('rejects %s', (_, start, next, reason) => {
    const reader = new ChatStreamingResponseReader();
    const megabytes = Buffer.from(next.repeat(2 * 1024 * 1024));
    expect(() => {
      reader.push(Buffer.from(start));
      for (let count = 0; count < 72; count += 1) reader.push(megabytes);
    }).toThrow(reason);
  });

  it('rejects an event with more values than are parsed', () => {
    const reader = new ChatStreamingResponseReader();
    expect(() => reader.push(Buffer.from(`data: [${'{},'.repeat(500_000)}{}]\n\n`))).toThrow('JSON values');
  });
});
