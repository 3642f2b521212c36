import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ServerSentEventParser } from '../../../../../src/conversion/shared/response-body/sse-parser.js';

/** Parses a text that arrives in pieces of the given sizes (bytes). */
function parse(text: string, sizes: readonly number[] = []): string[] {
  const seen: string[] = [];
  const parser = new ServerSentEventParser((data, name) => seen.push(name === '' ? data : `${name}: ${data}`));
  const bytes = Buffer.from(text);
  let start = 0;
  for (const size of sizes) {
    parser.push(bytes.subarray(start, start + size));
    start += size;
  }
  parser.push(bytes.subarray(start));
  parser.end();
  return seen;
}

describe('ServerSentEventParser', () => {
  it.each([
    ['one event', 'data: a\n\n', ['a']],
    ['two events in one read', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['no space after the colon', 'data:a\n\n', ['a']],
    ['only the first space is cut', 'data:  a\n\n', [' a']],
    ['CRLF line ends', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['CR line ends', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['data over several lines', 'data: a\ndata: b\n\n', ['a\nb']],
    ['comments', ': OPENROUTER PROCESSING\n\ndata: a\n: more\n\n', ['a']],
    ['id and retry fields', 'id: 1\nretry: 5\ndata: a\n\n', ['a']],
    ['an event name', 'event: error\ndata: a\n\ndata: b\n\n', ['error: a', 'b']],
    ['a line that reports an error', 'data: a\n\nerror: {"message":"boom"}\n', ['a', 'error:  {"message":"boom"}']],
    ['a byte order mark', '\uFEFFdata: a\n\n', ['a']],
    ['blank data', 'data:\n\ndata:  \n\n', []],
    ['a last event without its blank line', 'data: a\n\ndata: b\n', ['a', 'b']],
    ['a last event without its line end', 'data: a\n\ndata: b', ['a', 'b']],
    ['an empty body', '', []],
    ['characters outside the BMP', 'data: 🦀é中\n\n', ['🦀é中']],
  ])('reads %s', (_, text, events) => {
    expect(parse(text)).toEqual(events);
  });

  it('gives the same events whatever the chunking', () => {
    const piece = fc.constantFrom(
      'data: ',
      'data:',
      'é',
      '🦀',
      '中',
      '\n',
      '\n\n',
      '\r\n',
      '\r',
      ': c',
      'event: x',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(7), { maxLength: 60 }), (pieces, sizes) => {
        const text = pieces.join('');
        expect(parse(text, sizes)).toEqual(parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('counts a CRLF as one line end when it is split between two reads', () => {
    expect(parse('data: a\r\ndata: b\r\n\r\n', ['data: a\r'.length])).toEqual(['a\nb']);
    expect(parse('event: x\r\ndata: a\r\n\r\n', ['event: x\r'.length])).toEqual(['x: a']);
  });

  it.each(['data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', 'data: a\rdata: b\r\rdata: c\r\r'])(
    'reads %j the same way wherever it is split, also by an empty read',
    (text) => {
      for (let split = 0; split <= text.length; split += 1) {
        expect(parse(text, [split])).toEqual(['a\nb', 'c']);
        expect(parse(text, [split, 0])).toEqual(['a\nb', 'c']);
      }
    },
  );

  it('refuses a line that never ends', () => {
    const parser = new ServerSentEventParser(() => undefined);
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    expect(() => {
      for (let i = 0; i < 17; i += 1) parser.push(megabyte);
    }).toThrow('16 MiB');
  });
});
