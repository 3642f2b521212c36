import fc from 'fast-check';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import type { ChatStreamItem } from '../../src/protocol/openai/chat-completion.js';
import { aRequest } from './test-conversion.js';

const sometimes = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { arbitrary: value, weight: 20 },
    { arbitrary: fc.constantFrom(null, undefined, ''), weight: 4 },
    fc.jsonValue(),
  );

const words = fc.constantFrom('Hi', ' ', '\n', '<think>', '</think>', '<thi', 'E', 'END', 'a5', '{}', 'é');
const argumentPieces = fc.constantFrom<unknown>(
  '',
  ' ',
  '{',
  '}',
  '{}',
  '{"a":',
  '1',
  '"x',
  '"',
  '\\',
  '{"a":1}',
  '{"a":1,"b":[',
  ']}',
  'null',
  '[1]',
  '"{}"',
  'ls',
  { a: 1 },
);

const fragment = fc.record(
  {
    index: sometimes(fc.constantFrom(0, 1, 2)),
    id: sometimes(fc.constantFrom('call_1', 'call_2', 'functions.Bash:0')),
    function: sometimes(
      fc.record(
        { name: sometimes(fc.constantFrom('get', '_time', 'get_time', 'Bash')), arguments: sometimes(argumentPieces) },
        { requiredKeys: [] },
      ),
    ),
    extra_content: sometimes(fc.constant({ google: { thought_signature: 'CrIC' } })),
  },
  { requiredKeys: [] },
);

const detail = fc.record(
  {
    type: fc.constantFrom('reasoning.text', 'reasoning.encrypted', 'reasoning.new', 5),
    index: sometimes(fc.constantFrom(0, 1)),
    text: sometimes(words),
    data: sometimes(words),
    signature: sometimes(words),
  },
  { requiredKeys: [] },
);

const delta = fc.record(
  {
    content: sometimes(
      fc.oneof(words, fc.array(fc.record({ type: words, text: words, thinking: words, refusal: words }))),
    ),
    reasoning_content: sometimes(words),
    reasoning: sometimes(fc.oneof(words, fc.record({ text: words }))),
    reasoning_details: sometimes(fc.array(sometimes(detail), { maxLength: 2 })),
    refusal: sometimes(words),
    tool_calls: sometimes(fc.array(sometimes(fragment), { maxLength: 3 })),
    function_call: sometimes(fc.record({ name: words, arguments: argumentPieces })),
  },
  { requiredKeys: [] },
);

const choice = fc.record(
  {
    index: fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, fc.constantFrom(1, null, 'x')),
    delta: sometimes(delta),
    finish_reason: fc.oneof(
      { arbitrary: fc.constant(null), weight: 20 },
      fc.constantFrom('', 'stop', 'length', 'tool_calls', 'content_filter', 'error', 'eos', 5),
    ),
    stop_reason: fc.constantFrom(null, 'a1', 7),
  },
  { requiredKeys: ['delta'] },
);

const usage = fc.record(
  {
    prompt_tokens: sometimes(fc.nat()),
    completion_tokens: sometimes(fc.nat()),
    total_tokens: sometimes(fc.nat()),
    prompt_tokens_details: sometimes(
      fc.record({ cached_tokens: sometimes(fc.nat()), cache_write_tokens: sometimes(fc.nat()) }),
    ),
    completion_tokens_details: sometimes(fc.record({ reasoning_tokens: sometimes(fc.nat()) })),
  },
  { requiredKeys: [] },
);

const chunk = fc.record(
  {
    choices: sometimes(fc.array(choice, { minLength: 1, maxLength: 2 })),
    usage: sometimes(usage),
    service_tier: fc.constantFrom('priority', null),
    x_groq: fc.constantFrom(null, {}, { usage: { prompt_tokens: 3 } }),
  },
  { requiredKeys: ['choices'] },
);

const item = fc.oneof(
  { arbitrary: chunk, weight: 40 },
  { arbitrary: fc.constant('[DONE]'), weight: 2 },
  fc.record({ error: fc.jsonValue() }),
  fc.constant({ error: { code: 'content_filter', message: 'Filtered' } }),
  fc.jsonValue(),
);

/** A stream as an upstream may send it: well or badly made, ended anywhere, cut into reads anywhere. */
export const streamReads = fc.array(fc.array(item, { maxLength: 4 }), { maxLength: 12 }) as fc.Arbitrary<
  ChatStreamItem[][]
>;

/** Requests that ask for all that changes how a reply is read. */
export const streamingRequest: fc.Arbitrary<CreateMessageRequest> = fc
  .record({
    max_tokens: fc.constantFrom(1024, 1024, 1024, 0),
    stop_sequences: fc.constantFrom(undefined, ['a1', 'a2', 'a3', 'a4', 'a5', 'END']),
    thinking: fc.constantFrom(
      undefined,
      { type: 'disabled' as const },
      { type: 'adaptive' as const, display: 'omitted' as const },
    ),
  })
  .map(({ max_tokens, stop_sequences, thinking }) =>
    aRequest({
      max_tokens,
      ...(stop_sequences && { stop_sequences }),
      ...(thinking && { thinking }),
      tools: ['get', 'get_time', 'Bash'].map((name) => ({ name, input_schema: { type: 'object' } })),
    }),
  );
