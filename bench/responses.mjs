// @ts-check
/** The prepared responses of the benchmark upstream, in OpenAI's wire format. */

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

export const responses = {
  completion,
  burst: stream(300, 300, 0),
  packets: stream(300, 1, 2),
  paced: stream(40, 1, 150),
  held: stream(60, 30, 100),
  first: stream(2, 1, 5),
};

/** @typedef {keyof typeof responses} ResponseName */
