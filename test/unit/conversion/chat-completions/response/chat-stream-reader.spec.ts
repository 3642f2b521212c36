import { describe, expect, it } from '@jest/globals';
import { ChatStreamReader } from '../../../../../src/conversion/chat-completions/response/chat-completion-reader.js';

const read = (...lines: string[]): unknown[] => {
  const reader = new ChatStreamReader();
  return [...reader.push(Buffer.from(lines.map((line) => `data: ${line}\n\n`).join(''))), ...reader.end()];
};

describe('ChatStreamReader', () => {
  it('gives the chunks of one read together', () => {
    expect(read('{"id":"1"}', '{"id":"2"}', '[DONE]')).toEqual([{ id: '1' }, { id: '2' }, '[DONE]']);
  });

  it.each(['{"id":', 'null', '1', '"text"', '[1]', 'garbage'])('skips an event that is not a chunk: %s', (line) => {
    expect(read('{"id":"1"}', line, '{"id":"2"}')).toEqual([{ id: '1' }, { id: '2' }]);
  });

  it.each([
    ['events without a blank line between them', '{"id":"1"}\ndata: {"id":"2"}\ndata: [DONE]', ['1', '2']],
    ['an event that starts inside another one', '{"id":"1","object":"chat.cdata: {"id":"2"}', ['2']],
    ['an event that starts inside another one, after a line break', '{"id":"1","obj\ndata: {"id":"2"}', ['2']],
  ])('recovers %s', (_kind, data, ids) => {
    const items = read(data).filter((item) => item !== '[DONE]');
    expect(items).toEqual(ids.map((id) => ({ id })));
  });

  it('gives up after three broken events in a row', () => {
    expect(() => read('x', 'x', 'x')).toThrow('not made of JSON events');
  });

  it('keeps what the same read brought before them', () => {
    expect(read('{"id":"1"}', 'x', 'x', 'x')).toEqual([
      { id: '1' },
      { error: { message: expect.stringContaining('not made of JSON events') } },
    ]);
  });

  it('forgives broken events that are not in a row', () => {
    expect(read('x', 'x', '{"id":"1"}', 'x', 'x')).toEqual([{ id: '1' }]);
  });

  it('reads an event that is an error only by its name', () => {
    const reader = new ChatStreamReader();
    const items = reader.push(Buffer.from('event: error\ndata: {"message":"boom"}\n\n'));
    expect(items).toEqual([{ error: { message: 'boom' } }]);
  });

  it('is told from a body without any event', () => {
    const reader = new ChatStreamReader();
    expect(reader.push(Buffer.from('<html></html>'))).toEqual([]);
    expect(() => reader.end()).toThrow('OPENAI_BASE_URL');
  });
});
