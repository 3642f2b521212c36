import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forwardRequest } from '../../../../src/conversion/messages/native-conversion.js';
import { RawRequest } from '../../../../src/conversion/messages/raw-request.js';
import type { MessageStreamBuilder, StreamBatch } from '../../../../src/conversion/conversion.js';
import { ForwardedMessage } from '../../../../src/conversion/forwarded-message.js';
import { RefusedState } from '../../../../src/conversion/shared/provider-state/refused-state.js';
import { ApiError } from '../../../../src/errors/api-error.js';
import type { MessageStreamEvent } from '../../../../src/protocol/anthropic/stream-events.js';
import { anthropic } from '../../../../src/providers/profiles/messages.js';
import {
  NATIVE_MESSAGE,
  frame,
  messageDelta,
  messageStart,
  nativeStream,
  textDelta,
} from '../../../support/native-upstream.js';

/** How many random cuttings of a stream are tried; `npm run fuzz` tries more. */
const CUTTINGS = Math.min((globalThis as { fuzz?: { cases?: number } }).fuzz?.cases ?? 300, 10_000);
const ESTIMATE = 12;

interface Settings {
  readonly upstreamModel?: string;
  readonly inputScale?: number;
  readonly readsEvents?: boolean;
  readonly repairsStreams?: boolean;
}

function open({
  upstreamModel = 'claude-opus-5-5',
  inputScale = 1,
  readsEvents = false,
  repairsStreams = false,
}: Settings = {}) {
  return forwardRequest(new RawRequest(Buffer.from('{"model":"claude-opus-5-5","stream":true}')), {
    api: 'messages',
    upstreamModel,
    upstreamName: 'default',
    refusedState: new RefusedState(),
    profile: { ...anthropic, messagesFeatures: { ...anthropic.messagesFeatures, repairsStreams } },
    readsEvents,
    createId: () => 'id',
    upstreamErrors: {
      isProxyKey: true,
      requestedModel: 'claude-opus-5-5',
      estimatedInputTokens: () => ESTIMATE,
      inputScale,
      confidential: ['sk-confidential'],
    },
  });
}

class Run {
  readonly conversion;
  readonly builder: MessageStreamBuilder;
  readonly reader;
  readonly batches: StreamBatch[] = [];

  constructor(settings?: Settings) {
    this.conversion = open(settings);
    this.builder = this.conversion.openStream('req_1');
    this.reader = this.conversion.openStreamReader();
  }

  push(...chunks: readonly (string | Buffer)[]): this {
    for (const chunk of chunks) this.keep(this.builder.accept(this.reader.push(Buffer.from(chunk)) ?? []));
    return this;
  }

  end(): this {
    this.keep(this.builder.accept(this.reader.end() ?? []));
    if (!this.builder.isOver) this.keep(this.builder.end());
    return this;
  }

  ping(): this {
    this.keep(this.builder.ping());
    return this;
  }

  get text(): string {
    return this.batches.map((batch) => (Buffer.isBuffer(batch) ? batch.toString() : JSON.stringify(batch))).join('');
  }

  get events(): MessageStreamEvent[] {
    return this.batches.flatMap((batch) => [...(batch as readonly MessageStreamEvent[])]);
  }

  private keep(batch: StreamBatch): void {
    if (batch.length > 0) this.batches.push(batch);
  }
}

const recorded = [
  nativeStream('Hello', ' wörld \u{1F600}', '\n\nevent: message_stop'),
  nativeStream('Hello').replaceAll('\n', '\r\n'),
  `: comment\n\n${frame('ping')}${nativeStream('a', 'b')}`,
  nativeStream('x').replace(frame('ping'), `id: 1\n${frame('future', { a: 1 })}data: [DONE]\n\n`),
];

function cut(stream: string, positions: readonly number[]): Buffer[] {
  const bytes = Buffer.from(stream);
  const sorted = [0, ...positions.map((position) => position % bytes.length), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('the stream of a Messages upstream', () => {
  it.each(recorded)('passes byte for byte in whatever pieces it arrives', (stream) => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (positions) => {
        const run = new Run().push(...cut(stream, positions));
        expect(run.text).toBe(stream);
        expect(run.builder).toMatchObject({ isOver: true, hasContent: true, failure: undefined });
        expect(run.builder.account).toMatchObject({
          usage: { input_tokens: 11, output_tokens: 7 },
          stopReason: 'end_turn',
        });
      }),
      { numRuns: CUTTINGS },
    );
  });

  it('differs in message_start only if the model is mapped', () => {
    const stream = nativeStream('"model":"claude-opus-5-5"').replaceAll(
      '"model":"claude-opus-5-5"',
      '"model" : "glm-5"',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 8 }), (positions) => {
        const run = new Run({ upstreamModel: 'glm-5' }).push(...cut(stream, positions));
        expect(run.text).toBe(stream.replace('"model" : "glm-5"', '"model" : "claude-opus-5-5"'));
      }),
    );
  });

  it('emits one batch per read', () => {
    expect(new Run().push(nativeStream('a', 'b', 'c')).batches).toHaveLength(1);
  });

  it('has scaled counts in message_start and message_delta, and passes all other frames', () => {
    const usage = { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 3 };
    const stream = messageStart(usage) + textDelta('Hi') + messageDelta(usage) + frame('message_stop');
    const scaled = { input_tokens: 20, cache_read_input_tokens: 8, output_tokens: 3 };
    expect(new Run({ inputScale: 2 }).push(stream).text).toBe(
      messageStart(scaled) + textDelta('Hi') + messageDelta(scaled) + frame('message_stop'),
    );
  });

  it('contains a ping of the proxy between two frames only', () => {
    const [head, tail] = [messageStart() + textDelta('Hello').slice(0, 30), textDelta('Hello').slice(30)];
    const run = new Run().push(head).ping().push(tail);
    expect(run.text).toBe(messageStart() + frame('ping') + textDelta('Hello'));
  });

  it('ends at message_stop, whatever follows', () => {
    const run = new Run().push(`${nativeStream('Hi')}${frame('ping')}`);
    expect(run.text).toBe(nativeStream('Hi'));
    expect(run.builder.isOver).toBe(true);
  });

  it.each([
    ['in its content', messageStart() + textDelta('Hi')],
    ['in the middle of a frame', messageStart() + textDelta('Hi').slice(0, 20)],
    ['before message_stop', messageStart() + textDelta('Hi') + messageDelta()],
  ])('ends with an error event if the upstream closes it %s', (_, stream) => {
    const run = new Run().push(stream).end();
    expect(run.text).toContain('event: error\ndata: {"type":"error","error":{"type":"api_error"');
    expect(run.text).not.toContain('message_stop');
    expect(run.builder.failure).toMatchObject({ status: 502 });
  });

  it('ends with its last event, even without a blank line', () => {
    const run = new Run().push(nativeStream('Hi').trimEnd()).end();
    expect(run.builder).toMatchObject({ isOver: true, failure: undefined });
    expect(run.text.trimEnd()).toBe(nativeStream('Hi').trimEnd());
  });

  it('is not started by pings and comments', () => {
    const run = new Run().push(`: waiting\n\n${frame('ping')}`);
    expect(run.builder.hasStarted).toBe(false);
    expect(run.push(messageStart()).text).toBe(`: waiting\n\n${frame('ping')}${messageStart()}`);
  });

  it.each([
    ['at once', ''],
    ['after a ping', frame('ping')],
  ])('is an error with a status if an error comes %s', (_, before) => {
    const error = frame('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    expect(() => new Run().push(before + error)).toThrow(new ApiError(529, 'overloaded_error', 'Overloaded'));
  });

  it('passes an error after the first event, and has failed', () => {
    const error = frame('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    const run = new Run().push(messageStart() + error);
    expect(run.text).toBe(messageStart() + error);
    expect(run.builder.failure).toMatchObject({ status: 529 });
    expect(run.builder.isOver).toBe(true);
  });

  it('masks secrets in an error', () => {
    const error = frame('error', { error: { type: 'api_error', message: 'no sk-confidential' } });
    expect(new Run().push(messageStart() + error).text).not.toContain('sk-confidential');
  });

  it('is the whole response if the upstream did not stream, which the content type says', () => {
    const run = new Run().push(NATIVE_MESSAGE.slice(0, 40), NATIVE_MESSAGE.slice(40)).end();
    const [message] = run.batches;
    expect(message).toBeInstanceOf(ForwardedMessage);
    expect((message as ForwardedMessage).bytes.toString()).toBe(NATIVE_MESSAGE);
  });

  it.each(['<html></html>', ': only a comment\n\n', ''])('is an error without any event: %j', (body) => {
    expect(() => new Run().push(body).end()).toThrow(/without any event of a Messages stream/);
  });
});

describe('the usage of a Messages stream', () => {
  const account = (start: Record<string, unknown>, ...deltas: Record<string, unknown>[]) =>
    new Run().push(messageStart(start) + deltas.map((usage) => messageDelta(usage)).join('')).builder.account?.usage;

  it.each([
    [
      'Anthropic: the counts of the end repeat those of the start',
      { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 5, output_tokens: 1 },
      [{ input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 5, output_tokens: 42 }],
      [10, 90, 5, 42],
    ],
    [
      'output only at the end',
      { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 },
      [{ output_tokens: 42 }],
      [10, 90, 0, 42],
    ],
    [
      'Kimi and Qwen: the whole prompt first, its parts at the end',
      { input_tokens: 100, output_tokens: 0 },
      [{ input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 42 }],
      [10, 90, 0, 42],
    ],
    [
      'Z.ai: zero first',
      { input_tokens: 0, output_tokens: 0 },
      [{ input_tokens: 77, output_tokens: 42 }],
      [77, 0, 0, 42],
    ],
    [
      'cumulative counts',
      { input_tokens: 10, output_tokens: 1 },
      [{ output_tokens: 20 }, { output_tokens: 42 }],
      [10, 0, 0, 42],
    ],
    ['a cut stream without counts: the estimate', { input_tokens: 0, output_tokens: 3 }, [], [ESTIMATE, 0, 0, 3]],
  ])('%s', (_, start, deltas, [input, read, created, output]) => {
    expect(account(start, ...deltas)).toEqual({
      input_tokens: input,
      cache_read_input_tokens: read,
      cache_creation_input_tokens: created,
      output_tokens: output,
    });
  });
});

describe('a Messages stream that interceptors read', () => {
  it('consists of events, with the requested model', () => {
    const { events } = new Run({ readsEvents: true, upstreamModel: 'glm-5' }).push(nativeStream('Hi'));
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[0]).toMatchObject({ message: { model: 'claude-opus-5-5' } });
  });
});

describe('a Messages stream that is repaired', () => {
  it('has event names, numbers as counts, indices from 0 and an end', () => {
    const data = (fields: unknown): string => `data: ${JSON.stringify(fields)}\n\n`;
    const run = new Run({ repairsStreams: true })
      .push(
        data({ type: 'message_start', message: { id: 'm', model: 'x', content: [], usage: { input_tokens: '7' } } }),
        data({ type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } }),
        data({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hi' } }),
        data({ type: 'content_block_stop', index: 1 }),
        data({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
      )
      .end();
    const [start, block, delta, stop, ending, last] = run.events;
    expect(start).toMatchObject({ message: { usage: { input_tokens: 7, output_tokens: 0 } } });
    expect([block, delta, stop]).toMatchObject([{ index: 0 }, { index: 0 }, { index: 0 }]);
    expect(ending).toMatchObject({ type: 'message_delta', usage: { output_tokens: 0 } });
    expect(last).toEqual({ type: 'message_stop' });
  });
});
