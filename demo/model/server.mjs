// @ts-check
/**
 * A Chat Completions server that runs a small language model on the CPU.
 * Usage: node demo/model/server.mjs <folder of node-llama-cpp> <model.gguf> <port>
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The types of node-llama-cpp that are used here. It is installed outside this project.
 * @typedef {{ type: 'system', text: string } | { type: 'user', text: string } | { type: 'model', response: string[] }} HistoryItem
 * @typedef {{ usedInputTokens: number, usedOutputTokens: number }} Tokens
 * @typedef {{ tokenMeter: { getState(): Tokens, diff(start: Tokens): Tokens } }} Sequence
 * @typedef {{ createContext(options: object): Promise<{ getSequence(): Sequence }> }} Model
 * @typedef {object} Session
 * @property {(history: HistoryItem[]) => void} setChatHistory
 * @property {(prompt: string, options: object) => Promise<{ stopReason: string, responseText: string }>} promptWithMeta
 * @typedef {object} Library
 * @property {(options: object) => Promise<{ loadModel(options: object): Promise<Model> }>} getLlama
 * @property {new (options: object) => Session} LlamaChatSession
 *
 * @typedef {{ role: string, content: string | { text?: string }[] }} ChatMessage
 * @typedef {{ model: string, messages: ChatMessage[], stream?: boolean, max_tokens?: number, max_completion_tokens?: number }} ChatRequest
 */

const [libraryFolder = '', modelPath = '', port = '0'] = process.argv.slice(2);
// A small model is many times slower with more threads than free cores.
const threads = Number(process.env.THREADS ?? 1);

/** @type {unknown} */
const imported = await import(pathToFileURL(join(libraryFolder, 'dist/index.js')).href);
const library = /** @type {Library} */ (imported);
const llama = await library.getLlama({ gpu: false, build: 'never', maxThreads: threads, logLevel: 'error' });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 4096, threads });
const sequence = context.getSequence();

/** @param {ChatMessage['content']} content */
function toText(content) {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n');
}

/** @param {ChatMessage} message @returns {HistoryItem} */
function toHistoryItem({ role, content }) {
  const text = toText(content);
  if (role === 'assistant') return { type: 'model', response: [text] };
  return { type: role === 'user' ? 'user' : 'system', text };
}

/**
 * @param {ChatRequest} request
 * @param {AbortSignal} signal
 * @param {(text: string) => void} onText
 */
async function complete(request, signal, onText) {
  const session = new library.LlamaChatSession({ contextSequence: sequence, autoDisposeSequence: false });
  session.setChatHistory(request.messages.slice(0, -1).map(toHistoryItem));
  const before = sequence.tokenMeter.getState();
  const { stopReason } = await session.promptWithMeta(toText(request.messages.at(-1)?.content ?? ''), {
    maxTokens: request.max_completion_tokens ?? request.max_tokens,
    temperature: 0,
    signal,
    stopOnAbortSignal: true,
    onTextChunk: onText,
  });
  const { usedInputTokens: prompt, usedOutputTokens: completion } = sequence.tokenMeter.diff(before);
  const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
  return { finishReason: stopReason === 'maxTokens' ? 'length' : 'stop', usage };
}

/** @param {ChatRequest} request @param {import('node:http').ServerResponse} response */
async function respond(request, response) {
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: request.model };
  const write = (/** @type {object} */ fields) =>
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices: [], ...fields })}\n\n`);

  if (request.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    write({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] });
  }
  let text = '';
  const { finishReason, usage } = await complete(request, abort.signal, (piece) => {
    text += piece;
    if (request.stream) write({ choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] });
  });
  if (request.stream) {
    write({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
    write({ usage });
    return response.end('data: [DONE]\n\n');
  }
  const choice = { index: 0, message: { role: 'assistant', content: text }, finish_reason: finishReason };
  const completion = { ...head, object: 'chat.completion', choices: [choice], usage };
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion));
}

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

/** The model handles one conversation at a time, so requests run one after the other. */
let queue = Promise.resolve();

createServer((request, response) => {
  if (request.method === 'GET') return void response.end('ready');
  let body = '';
  request.setEncoding('utf8').on('data', (/** @type {string} */ text) => (body += text));
  request.on('end', () => {
    queue = queue
      .then(async () => void (await respond(/** @type {ChatRequest} */ (parseJson(body)), response)))
      .catch((/** @type {unknown} */ error) => void response.destroy(error instanceof Error ? error : undefined));
  });
}).listen(Number(port), '127.0.0.1');
