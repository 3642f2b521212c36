// @ts-check
/** The prepared responses of the benchmark upstream, in the wire formats of OpenAI's two APIs. */

/**
 * @typedef {object} PreparedResponse
 * @property {string} contentType
 * @property {readonly string[]} parts
 * @property {number} gap pause between two parts, in ms
 * @property {string} text the model's output
 */

const words = [' the', ' proxy', ' converts', ' “this”', ' line', ',\n', ' für', ' every', ' client', '.'];

/** @param {unknown} chunk */
const frame = (chunk) => `data: ${JSON.stringify(chunk)}\n\n`;

/** @param {object} fields */
const chunk = (fields) => ({
  id: 'chatcmpl-BqJ8r5cWmZQ1y3tVbX7uKpLdNfGhA',
  object: 'chat.completion.chunk',
  created: 1790000000,
  model: 'gpt-5.2-2026-08-07',
  service_tier: 'default',
  system_fingerprint: 'fp_07871e2ad8',
  ...fields,
});

/** @param {object} delta */
const piece = (delta) =>
  chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null }], usage: null, obfuscation: 'k3Jd9s' });

const ending =
  frame(chunk({ choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }], usage: null })) +
  frame(chunk({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 300, total_tokens: 312 } })) +
  'data: [DONE]\n\n';

/**
 * @param {number} events number of text deltas
 * @param {number} perPart number of deltas written together
 * @param {number} gap
 * @returns {PreparedResponse}
 */
function stream(events, perPart, gap) {
  const pieces = Array.from({ length: events }, (_, index) => words[index % words.length] ?? '');
  const frames = pieces.map((content) => frame(piece({ content })));
  const parts = [];
  for (let at = 0; at < events; at += perPart) parts.push(frames.slice(at, at + perPart).join(''));
  parts.push(`${parts.pop()}${ending}`);
  parts.unshift(`${frame(piece({ role: 'assistant', content: '', refusal: null }))}${parts.shift()}`);
  return { contentType: 'text/event-stream; charset=utf-8', parts, gap, text: pieces.join('') };
}

const said = 'Paris is the capital of France – “la ville lumière”.';

/** @type {PreparedResponse} */
const completion = {
  contentType: 'application/json',
  parts: [
    JSON.stringify({
      ...chunk({ object: 'chat.completion' }),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: said, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 12, completion_tokens: 300, total_tokens: 312 },
    }),
  ],
  gap: 0,
  text: said,
};

const item = { id: 'msg_68af4033a4c0819bb1', type: 'message', status: 'completed', role: 'assistant' };
const usage = { input_tokens: 12, input_tokens_details: { cached_tokens: 0 }, output_tokens: 300, total_tokens: 312 };

/** @param {string} text */
const messageOf = (text) => ({ ...item, content: [{ type: 'output_text', text, annotations: [], logprobs: [] }] });

/** @param {object} fields */
const responseOf = (fields) => ({
  id: 'resp_68af4030592c81938ec0a5fbab4a3e9f',
  object: 'response',
  created_at: 1790000000,
  status: 'completed',
  model: 'gpt-5.2-2026-08-07',
  service_tier: 'default',
  error: null,
  incomplete_details: null,
  ...fields,
});

/** @param {{ type: string } & Record<string, unknown>} event */
const namedFrame = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/**
 * The same stream as events of the Responses API, the last of which repeats the text.
 * @param {number} events
 * @param {number} perPart
 * @param {number} gap
 * @returns {PreparedResponse}
 */
function streamOfEvents(events, perPart, gap) {
  const pieces = Array.from({ length: events }, (_, index) => words[index % words.length] ?? '');
  const text = pieces.join('');
  const place = { item_id: item.id, output_index: 0, content_index: 0 };
  const started = responseOf({ status: 'in_progress', output: [], usage: null });
  const opening = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
  ];
  const closing = [
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part: messageOf(text).content[0] },
    { type: 'response.output_item.done', output_index: 0, item: messageOf(text) },
    { type: 'response.completed', response: responseOf({ output: [messageOf(text)], usage }) },
  ];
  const frames = pieces.map((delta, sequence_number) =>
    namedFrame({ type: 'response.output_text.delta', sequence_number, ...place, delta, logprobs: [] }),
  );
  const parts = [];
  for (let at = 0; at < events; at += perPart) parts.push(frames.slice(at, at + perPart).join(''));
  parts.push(`${parts.pop()}${closing.map(namedFrame).join('')}`);
  parts.unshift(`${opening.map(namedFrame).join('')}${parts.shift()}`);
  return { contentType: 'text/event-stream; charset=utf-8', parts, gap, text };
}

/** @type {PreparedResponse} */
const wholeResponse = {
  contentType: 'application/json',
  parts: [JSON.stringify(responseOf({ output: [messageOf(said)], usage }))],
  gap: 0,
  text: said,
};

/**
 * @param {string} type
 * @param {object} [fields]
 */
const nativeFrame = (type, fields = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const nativeFields = {
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
};
const nativeUsage = {
  input_tokens: 12,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 300,
};

/** @type {PreparedResponse} */
const native = {
  contentType: 'application/json',
  parts: [
    JSON.stringify({
      ...nativeFields,
      content: [{ type: 'text', text: said }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: nativeUsage,
    }),
  ],
  gap: 0,
  text: said,
};

/**
 * @param {number} events
 * @param {number} gap
 * @returns {PreparedResponse}
 */
function nativeStream(events, gap) {
  const pieces = Array.from({ length: events }, (_, index) => words[index % words.length] ?? '');
  const frames = [
    nativeFrame('message_start', { message: { ...nativeFields, content: [], stop_reason: null, usage: nativeUsage } }),
    nativeFrame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...pieces.map((text) => nativeFrame('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    nativeFrame('content_block_stop', { index: 0 }),
    nativeFrame('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: nativeUsage }),
    nativeFrame('message_stop'),
  ];
  const contentType = 'text/event-stream; charset=utf-8';
  return { contentType, parts: gap === 0 ? [frames.join('')] : frames, gap, text: pieces.join('') };
}

export const responses = {
  native,
  nativeBurst: nativeStream(300, 0),
  nativePackets: nativeStream(300, 2),
  completion,
  burst: stream(300, 300, 0),
  packets: stream(300, 1, 2),
  paced: stream(40, 1, 150),
  held: stream(60, 30, 100),
  first: stream(2, 1, 5),
  responsesWhole: wholeResponse,
  responsesBurst: streamOfEvents(300, 300, 0),
  responsesPackets: streamOfEvents(300, 1, 2),
};

/** @typedef {keyof typeof responses} ResponseName */
