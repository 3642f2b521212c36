// @ts-check
/** The scenarios that each client runs: the provider's response, and checks of the requests it received. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { codingTurn } from './coding-turn.mjs';
import { allText, findTool, folderOf, imageUrls } from './read-request.mjs';

/**
 * @typedef {import('./chat-server.mjs').ChatRequest} ChatRequest
 * @typedef {import('./chat-server.mjs').Received} Received
 * @typedef {import('./chat-server.mjs').Reply} Reply
 * @typedef {import('./chat-server.mjs').Failure} Failure
 *
 * @typedef {object} Scenario
 * @property {string} name used in the client's prompt: `scenario:<name>`
 * @property {string} column
 * @property {string} meaning
 * @property {(request: ChatRequest, attempt: number) => Reply | Failure} [answer] absent: the provider is not called
 * @property {(received: Received[]) => void} [verify] throws if the provider received something unexpected
 *
 * @typedef {object} Facts
 * @property {string} greeting
 * @property {string} beginning
 * @property {string} thought
 * @property {string} picture
 * @property {Record<string, string>} weather
 * @property {{ city: string, temperature: number }} forecast
 */

/** @type {(json: string) => Facts} */
const parseFacts = JSON.parse;
const facts = parseFacts(readFileSync(new URL('programs/facts.json', import.meta.url), 'utf8'));
const greeting = { text: facts.greeting };
const cities = Object.keys(facts.weather);

/** @type {Scenario[]} */
export const scenarios = [
  {
    name: 'text',
    column: 'Text',
    meaning: 'The text and the token counts of a response that is not streamed arrive unchanged.',
    answer: () => greeting,
    verify: (received) => assert.equal(received.length, 1),
  },
  {
    name: 'stream',
    column: 'Stream',
    meaning: 'The same response as a stream.',
    answer: () => greeting,
    verify: ([first, ...rest]) => assert.deepEqual([first?.request.stream, rest.length], [true, 0]),
  },
  {
    name: 'tools',
    column: 'Tools',
    meaning: 'Two tools are called in one turn, both results are sent back in order, and the response quotes them.',
    answer: answerWithWeather,
    verify: verifyWeather,
  },
  {
    name: 'tools-stream',
    column: 'Tools, streamed',
    meaning: 'The same as a stream with interleaved arguments of both calls.',
    answer: answerWithWeather,
    verify: (received) => {
      verifyWeather(received);
      assert.ok(received.every(({ request }) => request.stream));
    },
  },
  {
    name: 'image',
    column: 'Image',
    meaning: 'An image in the user message reaches the provider unchanged.',
    answer: () => greeting,
    verify: verifyPicture,
  },
  {
    name: 'image-result',
    column: 'Image in a result',
    meaning: 'An image in a tool result reaches the provider unchanged.',
    answer: (request) => (hasResults(request) ? greeting : { calls: [toPictureCall(request)] }),
    verify: verifyPicture,
  },
  {
    name: 'thinking',
    column: 'Thinking',
    meaning:
      'Thinking is displayed, and is sent back to the provider with its signature together with the tool result.',
    answer: (request) =>
      hasResults(request) ? quoteResults(request) : { thought: facts.thought, calls: [toLookUp(request)] },
    verify: verifyThinking,
  },
  {
    name: 'structured',
    column: 'Structured output',
    meaning: 'The response follows a JSON schema.',
    answer: answerWithForecast,
    verify: ([first]) =>
      assert.match(JSON.stringify([first?.request.response_format, first?.request.tools]), /"temperature"/),
  },
  {
    name: 'error-401',
    column: '401',
    meaning: 'An invalid key is reported as such, and the provider is not called.',
  },
  {
    name: 'error-404',
    column: '404',
    meaning: 'An unknown model is reported as such.',
    answer: () => ({ status: 404, message: 'The model `big` does not exist' }),
    verify: (received) => assert.ok(received.length > 0),
  },
  {
    name: 'error-429',
    column: '429',
    meaning: 'After a rate limit error, the client retries once, after the delay in `retry-after`.',
    answer: (_request, attempt) =>
      attempt === 0 ? { status: 429, message: 'Rate limit reached', headers: { 'retry-after': '1' } } : greeting,
    verify: ([first, second, ...rest]) => {
      assert.ok(first && second && second.time - first.time >= 1_000, 'the client did not wait for a second');
      assert.equal(rest.length, 0);
    },
  },
  {
    name: 'error-529',
    column: '529',
    meaning: 'After an overload error (503 from the provider), the client retries once.',
    answer: (_request, attempt) => (attempt === 0 ? { status: 503, message: 'Overloaded' } : greeting),
    verify: (received) => assert.equal(received.length, 2),
  },
  {
    name: 'error-stream',
    column: 'Error in a stream',
    meaning: 'A truncated stream is never accepted as a complete response.',
    answer: (_request, attempt) => (attempt === 0 ? { text: facts.beginning, ending: 'breaks' } : greeting),
    verify: (received) => assert.ok(received.length > 0),
  },
  {
    name: 'cancel',
    column: 'Cancel',
    meaning: 'When the client cancels a stream, the request to the provider is aborted.',
    answer: () => ({ text: facts.beginning, ending: 'hangs' }),
    verify: (received) => assert.equal(received.length, 1),
  },
  {
    name: 'count-tokens',
    column: 'Count tokens',
    meaning: 'The client counts the tokens of a prompt before it sends it.',
  },
  {
    name: 'models',
    column: 'Models',
    meaning: 'The client lists the models.',
  },
];

/** @param {ChatRequest} request */
function hasResults({ messages }) {
  return messages.some(({ role }) => role === 'tool');
}

/** @type {(request: ChatRequest) => Reply} */
function answerWithWeather(request) {
  if (!findTool(request, 'get_weather')) return codingTurn(request);
  if (!hasResults(request)) return { text: 'I look it up.', calls: cities.map((city) => toWeatherCall(request, city)) };
  return quoteResults(request);
}

/** @type {(request: ChatRequest) => Reply} */
function quoteResults({ messages }) {
  return {
    text: messages
      .filter(({ role }) => role === 'tool')
      .map(allText)
      .join(', '),
  };
}

/** @type {(request: ChatRequest) => import('./chat-server.mjs').Call} */
function toLookUp(request) {
  if (findTool(request, 'get_weather')) return toWeatherCall(request, cities[0] ?? '');
  return { name: 'Read', input: { file_path: `${folderOf(request)}/notes.txt` } };
}

/** @type {(request: ChatRequest, city: string) => import('./chat-server.mjs').Call} */
function toWeatherCall(request, city) {
  return { name: findTool(request, 'get_weather') ?? 'get_weather', input: { city } };
}

/** @type {(received: Received[]) => void} */
function verifyWeather(received) {
  assert.ok(received.length > 1, 'no result came back');
  for (const { request } of received.slice(1)) {
    const calls = request.messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
    const results = request.messages.flatMap(({ tool_call_id: id }) => id ?? []);
    assert.deepEqual(results, calls, 'the results are not in the order of the calls');
  }
}

/** @param {ChatRequest} request */
function toPictureCall(request) {
  const tool = findTool(request, 'get_picture');
  if (tool) return { name: tool, input: {} };
  return { name: 'Read', input: { file_path: `${folderOf(request)}/picture.png` } };
}

/** @type {(received: Received[]) => void} */
function verifyPicture(received) {
  const urls = received.flatMap(({ request }) => imageUrls(request));
  assert.deepEqual([...new Set(urls)], [`data:image/png;base64,${facts.picture}`]);
}

/** @type {(received: Received[]) => void} */
function verifyThinking(received) {
  assert.ok(received[0]?.request.reasoning, 'the request did not enable reasoning');
  const details = received.at(-1)?.request.messages.flatMap(({ reasoning_details = [] }) => reasoning_details) ?? [];
  assert.equal(details.map(({ text = '' }) => text).join(''), facts.thought);
  assert.ok(
    details.some(({ signature }) => signature),
    'the signature did not come back',
  );
}

/** @type {(request: ChatRequest) => Reply} */
function answerWithForecast(request) {
  if (request.response_format) return { text: JSON.stringify(facts.forecast) };
  const tool = request.tools?.find(({ function: { parameters } }) =>
    JSON.stringify(parameters).includes('"temperature"'),
  );
  return tool && !hasResults(request) ? { calls: [{ name: tool.function.name, input: facts.forecast }] } : greeting;
}
