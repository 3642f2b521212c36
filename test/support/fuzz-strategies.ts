import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { toApiError } from '../../src/conversion/errors/to-api-error.js';
import { asList } from '../../src/conversion/response/as-list.js';
import { estimateInputTokens } from '../../src/conversion/tokens/estimate-input-tokens.js';
import { toMessageFromEvents } from '../../src/conversion/stream/to-message-from-events.js';
import type { Dialect, ReasoningReplay } from '../../src/dialects/dialect.js';
import { dialects } from '../../src/dialects/index.js';
import { checkCountTokens, checkCreateMessage } from '../../src/messages/checks/check-request.js';
import type { Message } from '../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/messages.js';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import type { ChatCompletion } from '../../src/protocol/openai/chat-completion.js';
import { ChatStreamReader } from '../../src/upstream/chat-stream-reader.js';
import { streamReads, streamingRequest } from './arbitrary-streams.js';
import { checkChatRequest } from './chat-request-shape.js';
import { aExchange, aRequest } from './exchanges.js';
import type { ExchangeSettings } from './exchanges.js';
import { readFixtures } from './fixtures.js';
import { checkApiError, checkMessage } from './message-shape.js';
import { checkStreamGrammar } from './stream-grammar.js';

/** One thing that is done with something generated. */
export interface FuzzCase {
  /** How much there is to convert, in characters or bytes. */
  readonly size: number;
  /** What a complaint quotes. */
  readonly input: string;
  /** The conversion alone; what it comes to is judged by `check`. */
  readonly run: () => void;
  /** Throws when the outcome is not one that a client can be shown. */
  readonly check: () => void;
}

/** A way of making up what nobody has thought of. */
export interface FuzzStrategy {
  readonly name: string;
  /** Its share of all cases. */
  readonly weight: number;
  readonly cases: fc.Arbitrary<FuzzCase>;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const fixtures = readFixtures();
const textsOf = (file: string): string[] =>
  fixtures.flatMap((fixture) => (fixture.has(file) ? [fixture.text(file)] : []));
const streams = textsOf('chunks.jsonl').map((text) => text.split('\n').filter((line) => line !== ''));
const completions = textsOf('completion.json');
const requests = textsOf('request.json');
const failures = textsOf('failure.json').map((text) => JSON.stringify((JSON.parse(text) as { body: unknown }).body));

/** Stands for lists in lists, too deep for what walks through JSON by calling itself. */
const DEEP = /"@deep (\d+)@"/g;
const toText = (value: unknown): string =>
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
  // A hole in a list is no JSON.
  return JSON.parse(JSON.stringify(value)) as Json;
}

const isParsable = (line: string): boolean => line.startsWith('{');
const mutateLine = (line: string, change: Mutation): string =>
  isParsable(line) ? JSON.stringify(mutate(JSON.parse(line) as Json, change)) : line;

/** A recorded or hand-written stream, with places of its chunks changed, and lines lost, repeated and swapped. */
const mutatedStream: fc.Arbitrary<string> = fc
  .record({
    lines: fc.constantFrom(...streams),
    changes: fc.array(fc.tuple(fc.nat(), mutation), { maxLength: 3 }),
    moves: fc.array(fc.tuple(fc.constantFrom('drop', 'repeat', 'swap', 'flood'), fc.nat(), fc.nat()), { maxLength: 3 }),
    eol: fc.constantFrom('\n', '\n', '\r\n', '\r'),
  })
  .map(({ lines, changes, moves, eol }) => {
    const list = [...lines];
    for (const [at, change] of changes) list[at % list.length] = mutateLine(list[at % list.length], change);
    for (const move of moves) rearrange(list, ...move);
    return list.map((line) => `data: ${isParsable(line) ? toText(JSON.parse(line)) : line}${eol}${eol}`).join('');
  });

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

const bytesOfText = (text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> => text.map((content) => Buffer.from(content));

/** Bytes with some of them overwritten, at any place. */
const damaged = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.option(fc.nat(), { freq: 4 }))
    .map(([content, changes, end]) => {
      const copy = Buffer.from(content);
      for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
      return end === null ? copy : copy.subarray(0, end % (copy.length + 1));
    });

const noise: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  bytesOfText(fc.array(pieces, { maxLength: 30 }).map((list) => list.join(''))),
);

/** Any provider, with traits of any others: what a routes file or experience may make of it. */
const settings: fc.Arbitrary<ExchangeSettings> = fc.record({
  dialect: fc.constantFrom(...dialects.map(({ name }) => name)),
  upstreamModel: fc.constantFrom(
    'gpt-4o',
    'gpt-5.6',
    'o3',
    'deepseek-v4',
    'gemini-3-pro',
    'qwen3-max',
    'grok-4',
    'kimi-k2',
  ),
  dialectChanges: fc.record<Partial<Dialect>, never>(
    {
      systemTurns: fc.constantFrom('inline', 'wrapped', 'merged', 'rejected'),
      cacheControl: fc.constantFrom('none', 'copied', 'breakpoints'),
      thinkTags: fc.constantFrom('auto', 'on', 'off'),
      reasoningReplay: fc.constantFrom<ReasoningReplay>(
        ...(['none', 'reasoning', 'reasoning_content', 'required_reasoning_content'] as const),
        ...(['reasoning_details', 'thinking_parts'] as const),
      ),
      returnsThoughtSignatures: fc.boolean(),
      prefill: fc.constantFrom('refused', 'taken', 'echoed'),
      emptyContent: fc.constantFrom('null', 'omitted', 'blank'),
      sendsOpenAiFields: fc.boolean(),
      maxToolCallIdLength: fc.constantFrom(9, 40, Infinity),
      media: fc.record({
        images: fc.constantFrom('any', 'inline', 'none'),
        files: fc.boolean(),
        inToolMessages: fc.boolean(),
      }),
      tools: fc.record({
        forcedChoices: fc.subarray(['required', 'named'] as const),
        strict: fc.boolean(),
        besideResponseFormat: fc.boolean(),
        schema: fc.record({ closedObjects: fc.boolean() }),
      }),
    },
    { requiredKeys: [] },
  ),
});

/** How long the reads of a socket are, over and over. */
const readLengths = fc.array(fc.oneof(fc.nat(20), fc.nat(5_000)), { minLength: 1, maxLength: 5 });

type StreamedInput = [CreateMessageRequest, ExchangeSettings, Buffer, number[], boolean];

/** What we answered comes back with the next request, and has to be one that the same upstream can read. */
function checkFollowUp(request: CreateMessageRequest, exchangeSettings: ExchangeSettings, { content }: Message): void {
  const results = content
    .filter((block) => block.type === 'tool_use')
    .map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'done' }));
  const messages = [
    ...request.messages,
    { role: 'assistant' as const, content },
    { role: 'user' as const, content: [...results, { type: 'text' as const, text: 'Go on' }] },
  ];
  const body: unknown = JSON.parse(JSON.stringify({ ...request, messages }));
  checkCreateMessage(body);
  checkChatRequest(aExchange(body, exchangeSettings).chatRequest);
}

const toStreamCase = ([request, exchangeSettings, bytes, lengths, hasBegun]: StreamedInput): FuzzCase => {
  const reads = toReads(bytes, lengths);
  let events: MessageStreamEvent[] = [];
  let failure: unknown;
  return {
    size: bytes.length,
    input: `${JSON.stringify([request, exchangeSettings])}\n${lengths.join()} ${hasBegun}\n${bytes.toString()}`,
    run: () => {
      const builder = aExchange(request, exchangeSettings).openStream('req_1');
      const reader = new ChatStreamReader();
      try {
        if (hasBegun) events = events.concat(builder.start());
        for (const read of reads) events.push(...builder.accept(reader.push(read)));
        events.push(...builder.accept(reader.end()), ...builder.end());
      } catch (error) {
        checkApiError(error);
        if (!builder.hasStarted) failure = error;
        else if (!builder.isOver) events.push(...builder.fail(error as Parameters<typeof builder.fail>[0]));
      }
    },
    check: () => {
      if (failure === undefined) checkStreamGrammar(events);
      else if (events.length > 0) throw new Error('Events, and then a status');
      JSON.stringify(events);
      if (events.at(-1)?.type === 'message_stop') checkFollowUp(request, exchangeSettings, toMessageFromEvents(events));
    },
  };
};

function toReads(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const reads: Buffer[] = [];
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const length = Math.max(1, lengths[turn % lengths.length]);
    reads.push(bytes.subarray(start, start + length));
    start += length;
  }
  return reads;
}

const streamCases = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<FuzzCase> =>
  fc.tuple(streamingRequest, settings, bytes, readLengths, fc.boolean()).map(toStreamCase);

const generatedStream: fc.Arbitrary<Buffer> = bytesOfText(
  streamReads.map((reads) =>
    reads
      .flat()
      .map((item) => `data: ${item === '[DONE]' ? item : toText(item)}\n\n`)
      .join(''),
  ),
);

const mutatedText = (texts: readonly string[], maxChanges: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: maxChanges }))
    .map(([text, changes]) => toText(changes.reduce(mutate, JSON.parse(text) as Json)));

const oddText = odd.map(toText);

/** A whole answer, sent as a stream of one chunk, is the same Message: but for garbled calls, repeated ids, odd indices. */
function checkAgreement(
  request: CreateMessageRequest,
  exchangeSettings: ExchangeSettings,
  completion: ChatCompletion,
  message: Message,
): void {
  const choices = completion.choices ?? [];
  const ids = choices.flatMap((choice) => asList(choice?.message?.tool_calls).map((call) => call?.id));
  if (new Set(ids).size < ids.length || choices.some((choice) => (choice?.index ?? 0) !== 0)) return;
  const deltas = choices.map((choice) => choice && { ...choice, delta: choice.message ?? null });
  const builder = aExchange(request, exchangeSettings).openStream('req_1');
  const events = builder.accept([{ ...completion, choices: deltas }, '[DONE]']);
  if (/garbled/.test(builder.failure?.message ?? '')) return;
  const streamed = toMessageFromEvents(events);
  // Where the upstream counts nothing, the two estimate differently.
  const usage = { ...streamed.usage, output_tokens: message.usage.output_tokens };
  if (!isDeepStrictEqual({ ...streamed, usage }, message)) throw new Error(`Streamed: ${JSON.stringify(streamed)}`);
}

const toReplyCase = ([request, exchangeSettings, text]: [CreateMessageRequest, ExchangeSettings, string]): FuzzCase => {
  let judge = (): void => undefined;
  return {
    size: text.length,
    input: `${JSON.stringify([request, exchangeSettings])}\n${text}`,
    run: () => {
      try {
        const message = aExchange(request, exchangeSettings).toMessage(JSON.parse(text) as ChatCompletion);
        judge = () => {
          checkMessage(message);
          checkFollowUp(request, exchangeSettings, message);
          checkAgreement(request, exchangeSettings, JSON.parse(text) as ChatCompletion, message);
        };
      } catch (error) {
        judge = () => checkApiError(error);
      }
    },
    check: () => judge(),
  };
};

const toRequestCase = ([text, exchangeSettings]: [string, ExchangeSettings]): FuzzCase => {
  const body: unknown = JSON.parse(text);
  let judge = (): void => undefined;
  return {
    size: text.length,
    input: `${JSON.stringify(exchangeSettings)}\n${text}`,
    run: () => {
      try {
        checkCreateMessage(body);
        const { chatRequest } = aExchange(body, exchangeSettings);
        const tokens = countTokens(body);
        judge = () => {
          checkChatRequest(chatRequest);
          if (tokens !== undefined && !(Number.isSafeInteger(tokens) && tokens > 0))
            throw new Error(`${tokens} tokens`);
        };
      } catch (error) {
        judge = () => checkApiError(error);
      }
    },
    check: () => {
      judge();
      if (!isDeep(text) && !isDeepStrictEqual(body, JSON.parse(text))) throw new Error('The request was changed');
    },
  };
};

const isDeep = (text: string): boolean => text.includes('['.repeat(200));

function countTokens(body: unknown): number {
  checkCountTokens(body);
  return estimateInputTokens(body);
}

const HOST = 'upstream.internal.example';
const errorTexts = fc.constantFrom(
  `connect to ${HOST}`,
  "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion)",
  'insufficient_quota',
  'max_tokens is too large: 128000. This model supports at most 16384 completion tokens',
  'Rate limit reached',
  '<html>502</html>',
);
const errorBody: fc.Arbitrary<unknown> = fc.oneof(
  odd,
  errorTexts,
  fc.record({
    error: fc.oneof(odd, errorTexts, fc.record({ message: fc.oneof(odd, errorTexts), code: odd, type: odd })),
  }),
  fc.record({ detail: fc.oneof(odd, errorTexts), message: fc.oneof(odd, errorTexts) }, { requiredKeys: [] }),
  fc.array(fc.record({ error: fc.record({ message: errorTexts, status: odd, code: odd }) }), { maxLength: 2 }),
);

const toErrorCase = ([status, text, retryAfter]: [number, string, string]): FuzzCase => {
  let outcome: unknown;
  return {
    size: text.length,
    input: `${status} ${JSON.stringify(retryAfter)}\n${text}`,
    run: () => {
      outcome = toApiError(status, JSON.parse(text), {
        isProxyKey: status % 2 === 0,
        requestedModel: 'claude-sonnet-5-5',
        estimatedInputTokens: () => 12,
        confidential: [HOST],
        headers: { 'retry-after': retryAfter, 'x-ratelimit-reset-tokens': retryAfter },
        now: new Date(0),
      });
    },
    check: () => {
      if (JSON.stringify((outcome as { message: string }).message).includes(HOST)) throw new Error('Names the host');
      checkApiError(outcome);
    },
  };
};

/** What an upstream may answer: streams and completions, well or badly made, and anything else. */
export const upstreamBytes: fc.Arbitrary<Buffer> = fc.oneof(
  damaged(bytesOfText(mutatedStream)),
  generatedStream,
  noise,
  bytesOfText(mutatedText(completions, 3)),
  bytesOfText(fc.oneof(errorBody.map(toText), mutatedText(failures, 3))),
);

/** What a client may post: the requests of the fixtures, changed in some places, and anything else. */
export const requestBodies: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: mutatedText([...requests, JSON.stringify(aRequest())], 3), weight: 12 },
  oddText,
);

/** All ways of fuzzing, by what they begin from. */
export const strategies: readonly FuzzStrategy[] = [
  { name: 'streams of the fixtures, mutated', weight: 6, cases: streamCases(damaged(bytesOfText(mutatedStream))) },
  { name: 'generated chunks', weight: 5, cases: streamCases(generatedStream) },
  { name: 'random bytes', weight: 3, cases: streamCases(noise) },
  {
    name: 'completions of the fixtures, mutated, and any JSON',
    weight: 3,
    cases: fc
      .tuple(streamingRequest, settings, fc.oneof({ arbitrary: mutatedText(completions, 3), weight: 6 }, oddText))
      .map(toReplyCase),
  },
  {
    name: 'requests of the fixtures, mutated, and any JSON, on every dialect',
    weight: 5,
    cases: fc.tuple(requestBodies, settings).map(toRequestCase),
  },
  {
    name: 'answers that are errors',
    weight: 2,
    cases: fc
      .tuple(
        fc.oneof(fc.constantFrom(400, 401, 402, 404, 413, 422, 429, 500, 503), fc.integer({ min: 300, max: 599 })),
        fc.oneof(errorBody.map(toText), mutatedText(failures, 3)),
        fc.oneof(fc.constantFrom('1', '6m0s', '-1'), fc.string()),
      )
      .map(toErrorCase),
  },
];
