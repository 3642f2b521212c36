import fc from 'fast-check';
import { streamReads } from './arbitrary-streams.js';
import { aRequest } from './test-conversion.js';
import { readFixtures } from './fixtures.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const fixtures = readFixtures();
const textsOf = (file: string): string[] =>
  fixtures.flatMap((fixture) => (fixture.has(file) ? [fixture.text(file)] : []));
const linesOf = (file: string): string[][] =>
  textsOf(file).map((text) => text.split('\n').filter((line) => line !== ''));
const streams = linesOf('chunks.jsonl');
const responsesStreams = linesOf('responses-events.jsonl');
export const completions = textsOf('completion.json');
export const responses = textsOf('response.json');
const requests = textsOf('request.json');
export const failures = textsOf('failure.json').map((text) =>
  JSON.stringify((JSON.parse(text) as { body: unknown }).body),
);

/** Stands for lists in lists, too deep for what walks through JSON by calling itself. */
const DEEP = /"@deep (\d+)@"/g;
export const formatValue = (value: unknown): string =>
  JSON.stringify(value).replace(DEEP, (_, depth) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)));

/** What may stand where something else is expected. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(
    null,
    '',
    ' ',
    'x',
    0,
    -1,
    1.5,
    1e300,
    true,
    [],
    {},
    [null],
    [[]],
    { type: 'x' },
    { error: 'x' },
  ),
  fc.constantFrom<Json>(
    '<think>',
    '</think>',
    '[DONE]',
    'error',
    'length',
    '{"a":1}',
    '{',
    '\ud800',
    '__proto__',
    'text',
  ),
  fc.constantFrom('@deep 200@', '@deep 20000@'),
  fc.nat(3_000).map((length) => 'ab {"'.repeat(length)),
);

interface Mutation {
  readonly position: number;
  readonly kind: 'replace' | 'remove' | 'copy';
  readonly value: Json;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  position: fc.nat(),
  kind: fc.constantFrom('replace' as const, 'replace' as const, 'remove' as const, 'copy' as const),
  value: odd,
});

type Holder = Record<string, Json>;

const placesOf = (value: Json): [Holder, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => [[value as Holder, key] as [Holder, string], ...placesOf(child)])
    : [];

/** Changes one place of a JSON text, or takes it away, or puts a copy of it elsewhere. */
function mutate(value: Json, { position, kind, value: replacement }: Mutation): Json {
  const places = placesOf(value);
  const place = places[position % Math.max(1, places.length)];
  if (!place) return replacement;
  const [holder, key] = place;
  if (kind === 'remove') Reflect.deleteProperty(holder, key);
  else if (kind === 'replace') holder[key] = replacement;
  else {
    const [other, otherKey] = places[(position * 7) % places.length];
    holder[key] = structuredClone(other[otherKey]);
  }
  // A hole in a list is not JSON.
  return JSON.parse(JSON.stringify(value)) as Json;
}

const isParsable = (line: string): boolean => line.startsWith('{');
const mutateLine = (line: string, change: Mutation): string =>
  isParsable(line) ? JSON.stringify(mutate(JSON.parse(line) as Json, change)) : line;

/** A recorded or hand-written stream, with places of its events changed, and lines lost, repeated and swapped. */
const mutateStreams = (originals: readonly string[][]): fc.Arbitrary<string> =>
  fc
    .record({
      lines: fc.constantFrom(...originals),
      changes: fc.array(fc.tuple(fc.nat(), mutation), { maxLength: 3 }),
      moves: fc.array(fc.tuple(fc.constantFrom('drop', 'repeat', 'swap', 'flood'), fc.nat(), fc.nat()), {
        maxLength: 3,
      }),
      eol: fc.constantFrom('\n', '\n', '\r\n', '\r'),
    })
    .map(({ lines, changes, moves, eol }) => {
      const list = [...lines];
      for (const [at, change] of changes) list[at % list.length] = mutateLine(list[at % list.length], change);
      for (const move of moves) rearrange(list, ...move);
      return list
        .map((line) => `data: ${isParsable(line) ? formatValue(JSON.parse(line)) : line}${eol}${eol}`)
        .join('');
    });

export const mutatedStream = mutateStreams(streams);
export const mutatedResponsesStream = mutateStreams(responsesStreams);

function rearrange(list: string[], move: string, from: number, to: number): void {
  const at = from % Math.max(1, list.length);
  const line = list[at] ?? '{}';
  if (move === 'drop') list.splice(at, 1);
  else if (move === 'repeat') list.splice(to % (list.length + 1), 0, line);
  else if (move === 'flood') list.splice(at, 0, ...Array.from({ length: to % 60 }, () => line));
  else list.splice(to % (list.length + 1), 0, ...list.splice(at, 1));
}

const pieces = fc.constantFrom(
  ...[
    'data: ',
    'data:',
    'event: error',
    ': comment',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '[DONE]',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
  ],
  ...[
    '{"choices":[{"delta":{"content":"Hi"}}]}',
    '{"choices":[]}',
    '{"error":{}}',
    '\ufeff',
    'é',
    '😀',
    '\u0000',
    'id: 1',
  ],
  ...[
    '{"choices":[{"finish_reason":"stop"}]}',
    '"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"Bash"}}]}',
  ],
);

export const bytesOfText = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  text.map((content) => Buffer.from(content));

/** Bytes with some of them overwritten, at any place. */
export const damaged = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat(), { freq: 4 }))
    .map(([content, changes, end]) => {
      const copy = Buffer.from(content);
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
      return end === null ? copy : copy.subarray(0, end % (copy.length + 1));
    });

export const noise: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  bytesOfText(fc.array(pieces, { maxLength: 30 }).map((list) => list.join(''))),
);
export const generatedStream: fc.Arbitrary<Buffer> = bytesOfText(
  streamReads.map((reads) =>
    reads
      .flat()
      .map((item) => `data: ${item === '[DONE]' ? item : formatValue(item)}\n\n`)
      .join(''),
  ),
);

export const mutatedText = (texts: readonly string[], maxChanges: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: maxChanges }))
    .map(([text, changes]) => formatValue(changes.reduce(mutate, JSON.parse(text) as Json)));

export const oddText = odd.map(formatValue);

export const HOST = 'upstream.internal.example';
const errorTexts = fc.constantFrom(
  `connect to ${HOST}`,
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion)",
  'insufficient_quota',
  'max_tokens is too large: 128000. This model supports at most 16384 completion tokens',
  'Rate limit reached',
  '<html>502</html>',
);
export const errorBody: fc.Arbitrary<unknown> = fc.oneof(
  odd,
  errorTexts,
  fc.record({
    error: fc.oneof(odd, errorTexts, fc.record({ message: fc.oneof(odd, errorTexts), code: odd, type: odd })),
  }),
  fc.record({ detail: fc.oneof(odd, errorTexts), message: fc.oneof(odd, errorTexts) }, { requiredKeys: [] }),
  fc.array(fc.record({ error: fc.record({ message: errorTexts, status: odd, code: odd }) }), { maxLength: 2 }),
);

/** What an upstream may answer: streams and completions, well or badly made, and anything else. */
export const upstreamBytes: fc.Arbitrary<Buffer> = fc.oneof(
  damaged(bytesOfText(mutatedStream)),
  generatedStream,
  noise,
  bytesOfText(mutatedText(completions, 3)),
  bytesOfText(fc.oneof(errorBody.map(formatValue), mutatedText(failures, 3))),
);

/** What a client may post: the requests of the fixtures, changed in some places, and anything else. */
export const requestBodies: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: mutatedText([...requests, JSON.stringify(aRequest())], 3), weight: 12 },
  oddText,
);
