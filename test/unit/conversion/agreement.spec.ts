import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../../src/errors/api-error.js';
import { collectMessage } from '../../../src/conversion/shared/stream/event-collector.js';
import type { Message } from '../../../src/protocol/anthropic/message.js';
import type { CreateMessageRequest } from '../../../src/protocol/anthropic/request.js';
import type { MessageStreamEvent } from '../../../src/protocol/anthropic/stream-events.js';
import type { ChatChunk, ChatStreamItem } from '../../../src/protocol/openai/chat-completion.js';
import type { ChatCompletion, ChatResponseMessage } from '../../../src/protocol/openai/chat-completion.js';
import { DIFFERS, doAgree, convertBothWays } from '../../support/agreement-table.js';
import { createTestConversion, aRequest } from '../../support/test-conversion.js';
import { readFixtures } from '../../support/fixtures.js';
import type { Fixture } from '../../support/fixtures.js';

const RUNS = { numRuns: 500 };

interface Reply {
  readonly thinking: string;
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly argumentsText: string }[];
  readonly finishReason: string;
  readonly usage: object | undefined;
}

const prose = fc
  .array(fc.constantFrom('One ', 'two', '\n', '<think>', '</think>', 'EN', 'D', 'END ', 'ü', '😀'), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

const json = fc
  .dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .chain((value) =>
    fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2), `\n${JSON.stringify(value)} `),
  );

const reply: fc.Arbitrary<Reply> = fc.record({
  thinking: prose,
  text: prose,
  calls: fc.array(
    fc.record({
      name: fc.constantFrom('get', 'get_time', 'Bash', 'unknown'),
      argumentsText: fc.oneof(
        { arbitrary: json, weight: 5 },
        fc.constantFrom('', ' ', 'null', '"{\\"a\\":1}"', '[1]', 'ls'),
      ),
    }),
    { maxLength: 4 },
  ),
  finishReason: fc.constantFrom('stop', 'tool_calls', 'content_filter', 'eos'),
  usage: fc.constantFrom(undefined, {
    prompt_tokens: 90,
    completion_tokens: 9,
    prompt_tokens_details: { cache_write_tokens: 5 },
  }),
});

const request: fc.Arbitrary<CreateMessageRequest> = fc
  .constantFrom<Partial<CreateMessageRequest>>(
    {},
    { thinking: { type: 'disabled' } },
    { thinking: { type: 'adaptive', display: 'omitted' } },
    { max_tokens: 0 },
  )
  .map((changes) =>
    aRequest({
      ...changes,
      tools: ['get', 'get_time', 'Bash'].map((name) => ({ name, input_schema: { type: 'object' } })),
    }),
  );

/** Where to cut, as shares of what is left. */
const cuts = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));

describe('a reply', () => {
  it('is the same Message whether it is streamed, however cut, or not', () => {
    fc.assert(
      fc.property(request, reply, cuts, (aClientRequest, aReply, someCuts) => {
        const next = (): number => someCuts.next().value as number;
        const items = [...toChunks(aReply, next), '[DONE]' as const];
        const message = createTestConversion(aClientRequest).convertResponse(parseCompletion(aReply));
        expect(createTestConversion(aClientRequest).convertResponse(items)).toEqual(message);
      }),
      RUNS,
    );
  });

  it('is the same Message however its calls are interleaved', () => {
    fc.assert(
      fc.property(request, reply, cuts, (aClientRequest, aReply, someCuts) => {
        const next = (): number => someCuts.next().value as number;
        // An estimate would depend on the order of what was written.
        const counted = { ...aReply, usage: { prompt_tokens: 90, completion_tokens: 9 } };
        const items = [...toChunks(counted, next, interleave), '[DONE]' as const];
        const message = createTestConversion(aClientRequest).convertResponse(parseCompletion(counted));
        expect(createTestConversion(aClientRequest).convertResponse(items)).toEqual(message);
      }),
      RUNS,
    );
  });
});

describe('the fixtures', () => {
  const pairs = readFixtures().flatMap((fixture) => {
    const answers = convertBothWays(fixture);
    return answers ? [[fixture.name, fixture.rules.includes(DIFFERS), answers] as const] : [];
  });

  it.each(pairs)('%s: stream and message agree, unless the rules say otherwise (%s)', (_, differs, answers) => {
    if (differs) expect(doAgree(answers)).toBe(false);
    else expect(answers[1]).toEqual(answers[0]);
  });

  const agreeing = readFixtures().filter(
    (fixture) => fixture.has('message.json') && fixture.has('events.jsonl') && !fixture.rules.includes(DIFFERS),
  );

  it.each(agreeing.map((fixture) => [fixture.name, fixture] as const))('%s: stream and message agree', (_, fixture) => {
    const { usage: _usage, ...message } = fixture.json<Message>('message.json');
    expect(collectMessage(toEvents(fixture))).toMatchObject(message);
  });

  function toEvents(fixture: Fixture): readonly MessageStreamEvent[] {
    return fixture.lines('events.jsonl').map((line) => JSON.parse(line) as MessageStreamEvent);
  }
});

describe('collectMessage', () => {
  it('throws the error of a stream that broke off', () => {
    const items: ChatStreamItem[] = [{ choices: [{ delta: { content: 'Half' } }] }];
    expect(() => createTestConversion(aRequest()).convertResponse(items)).toThrow(ApiError);
  });
});

function parseCompletion({ thinking, text, calls, finishReason, usage }: Reply): ChatCompletion {
  const message: ChatResponseMessage = {
    reasoning_content: thinking,
    content: text,
    tool_calls: calls.map(({ name, argumentsText }, index) => ({
      id: `call_${index}`,
      function: { name, arguments: argumentsText },
    })),
  };
  return { choices: [{ message, finish_reason: finishReason }], ...(usage && { usage }) };
}

type Order = (lists: readonly (readonly ChatResponseMessage[])[], next: () => number) => readonly ChatResponseMessage[];

function toChunks(
  { thinking, text, calls, finishReason, usage }: Reply,
  next: () => number,
  order: Order = (lists) => lists.flat(),
): ChatChunk[] {
  const callDeltas = calls.map(({ name, argumentsText }, index): readonly ChatResponseMessage[] => [
    { tool_calls: [{ index, id: `call_${index}`, function: { name } }] },
    ...cut(argumentsText, next).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);
  const deltas: ChatResponseMessage[] = [
    ...cut(thinking, next).map((reasoning_content) => ({ reasoning_content })),
    ...cut(text, next).map((content) => ({ content })),
    ...order(callDeltas, next),
  ];
  return [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] },
    ...(usage ? [{ choices: [], usage }] : []),
  ];
}

function cut(text: string, next: () => number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest !== '') {
    const length = Math.max(1, Math.ceil(next() * rest.length));
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return pieces;
}

/** The first piece of every call comes in order; the others in any. */
function interleave(
  lists: readonly (readonly ChatResponseMessage[])[],
  next: () => number,
): readonly ChatResponseMessage[] {
  const heads = lists.flatMap((list) => list.slice(0, 1));
  const queues = lists.map((list) => list.slice(1));
  const rest: ChatResponseMessage[] = [];
  for (let open = queues; (open = open.filter((queue) => queue.length > 0)).length > 0;) {
    const queue = open[Math.min(open.length - 1, Math.floor(next() * open.length))];
    rest.push(...(queue?.splice(0, 1) ?? []));
  }
  return [...heads, ...rest];
}
