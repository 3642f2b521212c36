// @ts-check
/**
 * A scripted server of the Responses API that refuses what OpenAI refuses. Scenarios see its requests in the form of
 * Chat Completions, so that they are the same for both APIs.
 */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { readResponsesRequest } from './read-responses-request.mjs';

/**
 * @typedef {import('./chat-server.mjs').Reply} Reply
 * @typedef {import('./chat-server.mjs').Failure} Failure
 * @typedef {import('./chat-server.mjs').Received} Received
 * @typedef {import('../support/scripted-upstream.js').Answer} Answer
 *
 * @typedef {typeof import('../support/scripted-upstream.js')
 *   & typeof import('../support/responses-upstream.js')
 *   & typeof import('../support/responses-events.js')} Support
 */

const usage = {
  input_tokens: 120,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 25,
  total_tokens: 145,
};

/**
 * Starts the server.
 * @param {(received: Received) => Reply | Failure} answer
 * @param {(request: { url?: string | undefined }, response: import('node:http').ServerResponse) => void} answerOther handles requests other than responses
 */
export async function startResponsesServer(answer, answerOther) {
  const support = await loadSupport();
  const upstream = await support.ScriptedUpstream.start();
  upstream.script((response, received) => {
    const { path, body, aborted } = received;
    if (path !== '/v1/responses') return answerOther({ url: path }, response);
    const request = readResponsesRequest(body);
    /** @type {Received} */
    const seen = { request, body, time: Date.now(), aborted };
    const reply = answer(seen);
    if ('status' in reply) return sendFailure(support, reply)(response, received);
    const output = createOutput(support, reply, request.messages.length);
    seen.encrypted = output.flatMap(({ encrypted_content: encrypted }) => encrypted ?? []);
    return createAnswer(support, reply, output)(response, received);
  });
  return { url: upstream.baseUrl.origin, close: () => void upstream.close() };
}

/**
 * Bundles the test support, which is written in TypeScript.
 * @returns {Promise<Support>}
 */
async function loadSupport() {
  const names = ['scripted-upstream', 'responses-upstream', 'responses-events'];
  const { outputFiles } = buildSync({
    stdin: {
      contents: names.map((name) => `export * from './${name}.js';`).join('\n'),
      resolveDir: fileURLToPath(new URL('../support', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const program = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const exported = /** @type {unknown} */ (await import(`data:text/javascript;base64,${program}`));
  return /** @type {Support} */ (exported);
}

/** @type {(support: Support, failure: Failure) => Answer} */
function sendFailure({ json }, { status, message, headers }) {
  return json({ error: { message, type: 'error', param: null, code: null } }, status, headers);
}

/**
 * @param {Support} support
 * @param {Reply} reply
 * @param {ReturnType<typeof createOutput>} output
 * @returns {Answer}
 */
function createAnswer(support, reply, output) {
  const response = { ...support.buildResponse(output), usage };
  if (!reply.ending) return support.respondWith(response);
  const events = support.listResponseEvents(response);
  const begun = events.slice(
    0,
    events.findIndex(({ type }) => type === 'response.output_text.done'),
  );
  if (reply.ending === 'breaks') {
    return support.streamEvents(...begun, {
      type: 'error',
      error: { code: 'server_error', message: 'The model crashed' },
    });
  }
  return (outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.write(begun.map(support.formatEvent).join(''));
  };
}

/**
 * The output items of a response. Reasoning precedes every call; its encrypted content is its text in base64.
 * @param {Support} support
 * @param {Reply} reply
 * @param {number} turn
 */
function createOutput({ reasoning, message, functionCall }, { thought, text, calls = [] }, turn) {
  const encrypted = Buffer.from(thought ?? `Turn ${turn}`).toString('base64');
  return [
    ...(thought || calls.length > 0 ? [reasoning(encrypted, ...(thought ? [thought] : []))] : []),
    ...(text ? [message(text)] : []),
    ...calls.map(({ name, input }, index) => functionCall(`call_${turn}_${index}`, name, input)),
  ];
}
