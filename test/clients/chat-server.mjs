// @ts-check
/** A scripted Chat Completions server that records the requests it receives. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @typedef {{ name: string, input: object }} Call
 *
 * @typedef {object} Part
 * @property {string} type
 * @property {string} [text]
 * @property {{ url: string }} [image_url]
 *
 * @typedef {object} ChatMessage
 * @property {string} role
 * @property {string | Part[] | null} [content]
 * @property {string} [tool_call_id]
 * @property {{ id: string, function: { name: string, arguments: string } }[]} [tool_calls]
 * @property {{ signature?: string, text?: string }[]} [reasoning_details]
 *
 * @typedef {object} ChatRequest
 * @property {string} model
 * @property {ChatMessage[]} messages
 * @property {{ function: { name: string, description?: string, parameters?: object } }[]} [tools]
 * @property {string | { function: { name: string } }} [tool_choice]
 * @property {{ type: string, json_schema?: { schema: object } }} [response_format]
 * @property {object} [reasoning]
 * @property {boolean} [stream]
 *
 * @typedef {object} Reply
 * @property {string} [thought]
 * @property {string} [text]
 * @property {Call[]} [calls]
 * @property {'breaks' | 'hangs'} [ending] what the stream does after its text
 *
 * @typedef {object} Failure
 * @property {number} status
 * @property {string} message
 * @property {Record<string, string>} [headers]
 *
 * @typedef {object} Received
 * @property {ChatRequest} request
 * @property {object} body the request as received
 * @property {string[]} [encrypted] the encrypted reasoning of the response
 * @property {number} time
 * @property {Promise<void>} aborted
 *
 * @typedef {import('node:http').ServerResponse} ServerResponse
 */

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

const usage = {
  prompt_tokens: 120,
  completion_tokens: 25,
  total_tokens: 145,
  prompt_tokens_details: { cached_tokens: 40 },
};
const signature = 'upstream-signature';

/**
 * Starts the server.
 * @param {(received: Received) => Reply | Failure} answer
 * @param {(request: { url?: string | undefined }, response: ServerResponse) => void} answerOther handles requests other than completions
 */
export async function startChatServer(answer, answerOther) {
  const server = createServer((request, response) => {
    if (request.url === '/v1/chat/completions') void answerChat(request, response, answer);
    else answerOther(request, response);
  });
  return listenOnLoopback(server);
}

/**
 * Starts a server on a free port.
 * @param {import('node:http').Server} server
 */
export async function listenOnLoopback(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {ServerResponse} response
 * @param {(received: Received) => Reply | Failure} answer
 */
async function answerChat(request, response, answer) {
  /** @type {Promise<void>} */
  const aborted = new Promise((resolve) => {
    response.on('close', () => {
      if (!response.writableFinished) resolve();
    });
  });
  const chatRequest = /** @type {ChatRequest} */ (parseJson(await text(request)));
  const reply = answer({ request: chatRequest, body: chatRequest, time: Date.now(), aborted });
  if ('status' in reply) sendFailure(response, reply);
  else if (chatRequest.stream) sendStream(response, chatRequest, reply);
  else if (reply.ending !== 'hangs') sendJson(response, 200, parseCompletion(chatRequest, reply));
}

/**
 * @param {ServerResponse} response
 * @param {Failure} failure
 */
function sendFailure(response, { status, message, headers }) {
  sendJson(response, status, { error: { message, type: 'error', param: null, code: null } }, headers);
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
export function sendJson(response, status, body, headers) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/**
 * @param {ChatRequest} request
 * @param {Reply} reply
 */
function parseCompletion(request, { thought, text: content, calls = [] }) {
  const message = {
    role: 'assistant',
    content: content ?? null,
    ...(thought && { reasoning: thought, reasoning_details: [toReasoningDetail({ text: thought, signature })] }),
    ...(calls.length > 0 && { tool_calls: calls.map((call, index) => toToolCall(request, call, index)) }),
  };
  const choice = { index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' };
  return {
    id: 'gen-1',
    object: 'chat.completion',
    created: 1_795_392_000,
    model: request.model,
    choices: [choice],
    usage,
  };
}

/**
 * @param {ServerResponse} response
 * @param {ChatRequest} request
 * @param {Reply} reply
 */
function sendStream(response, request, reply) {
  const { calls = [], ending } = reply;
  const head = { id: 'gen-1', object: 'chat.completion.chunk', created: 1_795_392_000, model: request.model };
  /** @type {(chunk: object) => void} */
  const send = (chunk) => void response.write(`data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const delta of toDeltas(request, reply)) send({ choices: [{ index: 0, delta, finish_reason: null }] });
  if (ending === 'hangs') return;
  if (ending === 'breaks') {
    send({ error: { message: 'The model crashed', code: 500 } });
    return void response.end();
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }] });
  send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

/**
 * The deltas of a stream: reasoning and text word by word, then the arguments of the calls, interleaved.
 * @param {ChatRequest} request
 * @param {Reply} reply
 */
function toDeltas(request, { thought, text: content = '', calls = [] }) {
  return [
    { role: 'assistant', content: '' },
    ...toWords(thought).map((word) => ({ reasoning: word, reasoning_details: [toReasoningDetail({ text: word })] })),
    ...(thought ? [{ reasoning_details: [toReasoningDetail({ signature })] }] : []),
    ...toWords(content).map((word) => ({ content: word })),
    ...toCallDeltas(request, calls),
  ];
}

/** @param {string} [words] */
function toWords(words = '') {
  return words.match(/\S+\s*/gu) ?? [];
}

/** @param {object} fields */
function toReasoningDetail(fields) {
  return { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, ...fields };
}

/**
 * @param {ChatRequest} request
 * @param {Call} call
 * @param {number} index
 */
function toToolCall({ messages }, { name, input }, index) {
  return {
    id: `call_${messages.length}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  };
}

/**
 * All calls start before the first one has its arguments, as some providers do.
 * @param {ChatRequest} request
 * @param {Call[]} calls
 */
function toCallDeltas(request, calls) {
  const toolCalls = calls.map((call, index) => toToolCall(request, call, index));
  const starts = toolCalls.map((call, index) => ({ ...call, index, function: { ...call.function, arguments: '' } }));
  const pieces = toolCalls.map((call) => call.function.arguments.match(/.{1,7}/gsu) ?? []);
  const longest = Math.max(0, ...pieces.map(({ length }) => length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    pieces.flatMap((own, index) => (own[round] ? [{ index, function: { arguments: own[round] } }] : [])),
  );
  return [...starts, ...rounds.flat()].map((fragment) => ({ tool_calls: [fragment] }));
}
