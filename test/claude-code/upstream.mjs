// @ts-check
/** A Chat Completions server that works like a programmer: it reads, edits and runs by the tools of the client. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * @typedef {{ name: string, input: object }} Call
 * @typedef {{ text: string, calls: Call[] }} Turn
 * @typedef {{ role: string, content: string | { text?: string }[] | null, tool_call_id?: string }} ChatMessage
 * @typedef {object} ChatRequest
 * @property {string} model
 * @property {ChatMessage[]} messages
 * @property {{ function: { name: string } }[]} [tools]
 * @property {{ include_usage?: boolean }} [stream_options]
 */

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

/**
 * Starts the server.
 * @param {(step: number, lastToolText: string) => Turn} script what to answer after so many answers with tool calls
 */
export async function startUpstream(script) {
  /** @type {ChatRequest[]} */
  const requests = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (/** @type {string} */ text) => (body += text));
    request.on('end', () => {
      const chatRequest = /** @type {ChatRequest} */ (parseJson(body));
      requests.push(chatRequest);
      sendTurn(response, chatRequest, script(countSteps(chatRequest), lastToolText(chatRequest)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/v1`, requests, close: () => void server.close() };
}

/** @param {ChatRequest} request */
function countSteps({ messages }) {
  return messages.filter((message) => message.role === 'assistant' && 'tool_calls' in message).length;
}

/** @param {ChatRequest} request */
function lastToolText({ messages }) {
  const content = messages.findLast(({ role }) => role === 'tool')?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n');
}

/**
 * Streams in the small pieces that OpenAI sends, one event each.
 * @param {import('node:http').ServerResponse} response
 * @param {ChatRequest} request
 * @param {Turn} turn
 */
function sendTurn(response, request, { text, calls }) {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_795_392_000, model: request.model };
  const deltas = [
    { role: 'assistant', content: '' },
    ...(text.match(/\S+\s*/gu) ?? []).map((content) => ({ content })),
    ...calls.flatMap((call, index) => toCallDeltas(call, index, countSteps(request))),
  ];
  const finish = { index: 0, delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' };
  const usage = { prompt_tokens: 1_000, completion_tokens: deltas.length, total_tokens: 1_000 + deltas.length };
  const chunks = [
    ...deltas.map((delta) => ({ ...head, choices: [{ index: 0, delta, finish_reason: null }] })),
    { ...head, choices: [finish] },
    ...(request.stream_options?.include_usage ? [{ ...head, choices: [], usage }] : []),
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}

/**
 * @param {Call} call
 * @param {number} index
 * @param {number} step
 */
function toCallDeltas({ name, input }, index, step) {
  const start = { index, id: `call_step${step}_${index}`, type: 'function', function: { name, arguments: '' } };
  const pieces = JSON.stringify(input).match(/.{1,7}/gsu) ?? [];
  return [start, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))].map((fragment) => ({
    tool_calls: [fragment],
  }));
}
