import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collectMessage } from '../../../../src/conversion/shared/stream/event-collector.js';
import type { Message } from '../../../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../../../src/protocol/anthropic/request.js';
import type { MessageStreamEvent } from '../../../../src/protocol/anthropic/stream-events.js';
import type { ResponsesEvent, ResponsesOutputItem } from '../../../../src/protocol/openai/responses.js';
import { listItemEvents, listResponseEvents } from '../../../support/responses-events.js';
import { buildResponse, formatEvent } from '../../../support/responses-upstream.js';
import { checkStreamGrammar } from '../../../support/stream-grammar.js';
import { aRequest } from '../../../support/test-conversion.js';
import { createTestResponse, readStream } from '../../../support/test-responses.js';

const RUNS = { numRuns: 300 };

const prose = fc
  .array(fc.constantFrom('One ', 'two', '\n', '<think>', '</think>', 'EN', 'D', 'END ', 'ü', '😀'), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const callArguments = fc.oneof(
  fc
    .dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
    .map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{}', ' {"a":1} '),
);

const cite = (start_index: number, end_index: number): object => ({
  type: 'url_citation',
  start_index,
  end_index,
  url: 'https://example.com/',
  title: 'Example',
});

const annotations = fc.array(
  fc.tuple(fc.nat(4), fc.nat(8)).map(([start, end]) => cite(start, end)),
  { maxLength: 2 },
);

const item: fc.Arbitrary<ResponsesOutputItem> = fc.oneof(
  fc.record({
    type: fc.constant('message'),
    content: fc.array(fc.record({ type: fc.constant('output_text'), text: prose, annotations }), { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('reasoning'),
    summary: fc.array(fc.record({ type: fc.constant('summary_text'), text: prose }), { maxLength: 3 }),
    encrypted_content: fc.constantFrom('gAAAAA==', null),
  }),
  fc.record({
    type: fc.constant('function_call'),
    call_id: fc.constantFrom('call_1', 'call_2', 'call_3', 'functions.x:0', ''),
    name: fc.constantFrom('get', 'get_time', 'unknown'),
    arguments: callArguments,
  }),
  fc.record({
    type: fc.constant('web_search_call'),
    status: fc.constantFrom('completed', 'failed'),
    action: fc.constantFrom(
      { type: 'search', query: 'x', sources: [{ type: 'url', url: 'https://example.com/' }] },
      { type: 'open_page' },
    ),
  }),
  fc.constant({ type: 'image_generation_call' }),
);

const output = fc
  .array(item, { maxLength: 6 })
  .map((items) => items.map((one, index): ResponsesOutputItem => ({ ...one, id: `item_${index}` })));

const ending = fc.constantFrom(
  { status: 'completed' },
  { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
  { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
);

const request: fc.Arbitrary<CreateMessageRequest> = fc
  .constantFrom<Partial<CreateMessageRequest>>(
    {},
    { thinking: { type: 'disabled' } },
    { thinking: { type: 'adaptive', display: 'omitted' } },
    { stop_sequences: ['END'] },
    { max_tokens: 0 },
  )
  .map((changes) =>
    aRequest({ ...changes, tools: ['get', 'get_time'].map((name) => ({ name, input_schema: { type: 'object' } })) }),
  );

const collect = (asked: CreateMessageRequest, events: readonly ResponsesEvent[]): Message =>
  collectMessage(streamOf(asked, events));

function streamOf(asked: CreateMessageRequest, events: readonly ResponsesEvent[]): readonly MessageStreamEvent[] {
  const produced = createTestResponse(asked).stream(...events);
  checkStreamGrammar(produced);
  return produced;
}

describe('a response of the Responses API', () => {
  it('is the same Message whole and streamed', () => {
    fc.assert(
      fc.property(request, output, ending, (asked, items, end) => {
        const response = { ...buildResponse(items), ...end };
        const { usage, ...whole } = createTestResponse(asked).convert(response);
        const streamed = collect(asked, listResponseEvents(response));
        expect(streamed).toMatchObject(whole);
        // The usage comes last, after what a stop sequence ends.
        if (!asked.stop_sequences) expect(streamed.usage).toEqual(usage);
      }),
      RUNS,
    );
  });

  it('quotes the part of the text that a citation belongs to', () => {
    const parts = ['Node', ' is'].map((text) => ({ type: 'output_text', text, annotations: [cite(0, 6)] }));
    const search = { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } };
    const response = buildResponse([search, { type: 'message', content: parts }]);
    const message = collect(aRequest(), listResponseEvents(response));
    expect(message.content.at(-1)).toMatchObject({ citations: [{ cited_text: 'Node' }, { cited_text: ' is' }] });
    expect(createTestResponse(aRequest()).convert(response)).toEqual(message);
  });

  it('is the same when its items arrive interleaved', () => {
    fc.assert(
      fc.property(output, fc.infiniteStream(fc.nat()), (items, picks) => {
        const response = buildResponse(items);
        const [created] = listResponseEvents(response);
        const queues = items.map((one, index) => [...listItemEvents(one, index)]);
        const added = queues.flatMap((queue) => queue.splice(0, 1));
        const mixed = pickInTurn(queues, picks);
        const last: ResponsesEvent = { type: 'response.completed', response };
        const events = [...(created ? [created] : []), ...added, ...mixed, last];
        expect(collect(aRequest(), events)).toEqual(createTestResponse(aRequest()).convert(response));
      }),
      RUNS,
    );
  });

  it.each<[string, (event: ResponsesEvent) => boolean]>([
    ['no deltas', ({ type }) => !type.endsWith('.delta')],
    ['the ends of items only', ({ type }) => /^response\.(?:output_item\.done|completed)$/.test(type)],
    ['its last event only', ({ type }) => type === 'response.completed'],
  ])('is the same from %s', (_name, isKept) => {
    fc.assert(
      fc.property(output, (items) => {
        const response = buildResponse(items);
        const events = listResponseEvents(response).filter(isKept);
        expect(collect(aRequest(), events)).toEqual(createTestResponse(aRequest()).convert(response));
      }),
      RUNS,
    );
  });

  it('is read the same however its bytes are cut', () => {
    fc.assert(
      fc.property(output, fc.array(fc.nat()), (items, cuts) => {
        const events = listResponseEvents(buildResponse(items));
        const bytes = Buffer.from(events.map(formatEvent).join(''));
        const ends = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(readStream(...pieces)).toEqual(events);
      }),
      RUNS,
    );
  });

  it('that ends early is an error, wherever it ends', () => {
    fc.assert(
      fc.property(output, fc.nat(), (items, cut) => {
        const events = listResponseEvents(buildResponse(items)).slice(0, -1);
        const kept = events.slice(0, cut % (events.length + 1));
        const builder = createTestResponse(aRequest()).openStream();
        const produced = kept.flatMap((event) => builder.accept([event]));
        const finish = (): readonly MessageStreamEvent[] => [...produced, ...builder.end()];
        if (builder.hasStarted) expect(finish().at(-1)?.type).toBe('error');
        else expect(finish).toThrow('before it was complete');
      }),
      RUNS,
    );
  });
});

/** Takes the next event of one queue after the other, in the order of the picks. */
function pickInTurn(queues: readonly ResponsesEvent[][], picks: Iterator<number>): readonly ResponsesEvent[] {
  const events: ResponsesEvent[] = [];
  for (let left = queues.filter(hasEvents); left.length > 0; left = queues.filter(hasEvents)) {
    const queue = left[Number(picks.next().value) % left.length];
    events.push(...(queue?.splice(0, 1) ?? []));
  }
  return events;
}

const hasEvents = (queue: readonly ResponsesEvent[]): boolean => queue.length > 0;
