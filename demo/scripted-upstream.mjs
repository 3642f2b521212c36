// @ts-check
/**
 * A scripted server for OpenAI's Chat Completions API, to try the proxy without a key.
 * Usage: node demo/scripted-upstream.mjs [port] [host]
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createScriptedResponse } from './scripted-response.mjs';

/**
 * @typedef {import('./scripted-response.mjs').ChatRequest} ChatRequest
 * @typedef {import('./scripted-response.mjs').ScriptedResponse} ScriptedResponse
 * @typedef {import('node:http').ServerResponse} ServerResponse
 */

const models = ['gpt-4o', 'gpt-4o-mini'];

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

/** The pause between two words, so that the stream is visible. */
const wordDelayMs = 40;

/**
 * Starts the server. Port 0 selects a free port.
 * @param {number} [port]
 * @param {string} [host]
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startScriptedUpstream(port = 0, host = '127.0.0.1') {
  const server = createServer((request, response) => {
    handle(request, response).catch((/** @type {unknown} */ error) => fail(response, 400, String(error)));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://${host}:${address.port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {ServerResponse} response
 */
async function handle(request, response) {
  const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`;
  if (route === 'GET /v1/models') return sendJson(response, 200, { object: 'list', data: models.map(describeModel) });
  if (route !== 'POST /v1/chat/completions') return fail(response, 404, `Unknown request URL: ${route}`);

  const chatRequest = /** @type {ChatRequest} */ (parseJson(await readText(request)));
  const scripted = createScriptedResponse(chatRequest);
  return chatRequest.stream
    ? sendStream(response, chatRequest, scripted)
    : sendJson(response, 200, createCompletion(scripted));
}

/** @param {AsyncIterable<Buffer>} request */
async function readText(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** @param {ScriptedResponse} scripted */
function createCompletion({ model, words, toolCall, finishReason, usage }) {
  const message = {
    role: 'assistant',
    content: words.join('') || null,
    refusal: null,
    ...(toolCall && { tool_calls: [toolCall] }),
  };
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: seconds(),
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  };
}

/**
 * Streams in OpenAI's order: the role, the words, the call's name, its arguments in pieces, the finish reason, the usage.
 * @param {ServerResponse} response
 * @param {ChatRequest} request
 * @param {ScriptedResponse} scripted
 */
async function sendStream(response, request, { model, words, toolCall, finishReason, usage }) {
  const head = { id: `chatcmpl-${randomUUID()}`, object: 'chat.completion.chunk', created: seconds(), model };
  /** @type {(delta: object, reason?: string) => string} */
  const createChunk = (delta, reason) =>
    formatEvent({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason ?? null }] });

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(createChunk({ role: 'assistant', content: toolCall && words.length === 0 ? null : '' }));
  for (const delta of [...words.map((content) => ({ content })), ...createCallDeltas(toolCall)]) {
    if (response.destroyed) return;
    response.write(createChunk(delta));
    await sleep(wordDelayMs);
  }
  response.write(createChunk({}, finishReason));
  if (request.stream_options?.include_usage) response.write(formatEvent({ ...head, choices: [], usage }));
  response.end('data: [DONE]\n\n');
}

/** @param {ScriptedResponse['toolCall']} toolCall */
function createCallDeltas(toolCall) {
  if (!toolCall) return [];
  const { name, arguments: json } = toolCall.function;
  const pieces = json.match(/.{1,6}/gsu) ?? [];
  return [
    { tool_calls: [{ index: 0, ...toolCall, function: { name, arguments: '' } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

/** @param {object} body */
function formatEvent(body) {
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** @param {string} id */
function describeModel(id) {
  return { id, object: 'model', created: 1_715_367_049, owned_by: 'scripted' };
}

function seconds() {
  return Math.floor(Date.now() / 1000);
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {object} body
 */
function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} message
 */
function fail(response, status, message) {
  if (response.headersSent) return response.destroy();
  return sendJson(response, status, { error: { message, type: 'invalid_request_error', param: null, code: null } });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [port = '9000', host] = process.argv.slice(2);
  const { url } = await startScriptedUpstream(Number(port), host);
  console.log(`Scripted model listening. Set OPENAI_BASE_URL=${url}. Press Ctrl-C to stop.`);
  // Process 1 of a container has no default signal handlers.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
}
