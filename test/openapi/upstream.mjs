// @ts-check
/** A provider that returns the same response to every request. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o' };
const message = { role: 'assistant', content: 'Hello.' };

const completion = {
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage,
};

const chunks = [
  { choices: [{ index: 0, delta: message, finish_reason: null }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { choices: [], usage },
].map((chunk) => JSON.stringify({ ...head, object: 'chat.completion.chunk', ...chunk }));

/**
 * Starts the provider on a free loopback port.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startUpstream() {
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const isStream = body.includes('"stream":true');
        response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
        response.end(
          isStream ? [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join('') : JSON.stringify(completion),
        );
      },
      () => response.destroy(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
