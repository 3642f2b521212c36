// @ts-check
/** What every client has to do: how the provider answers in each scenario, and what it must have received. */
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
 * @property {string} name as the client's prompt has it: `scenario:<name>`
 * @property {string} column
 * @property {string} meaning
 * @property {(request: ChatRequest, attempt: number) => Reply | Failure} [answer] absent: the provider is not asked
 * @property {(received: Received[]) => void} [verify] throws when the provider received something else than it had to
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
    meaning: 'A whole answer arrives letter by letter, with its token counts.',
    answer: () => greeting,
    verify: (received) => assert.equal(received.length, 1),
  },
  {
    name: 'stream',
    column: 'Stream',
    meaning: 'The same answer as a stream.',
    answer: () => greeting,
    verify: ([first, ...rest]) => assert.deepEqual([first?.request.stream, rest.length], [true, 0]),
  },
  {
    name: 'tools',
    column: 'Tools',
    meaning: 'Two tools are called in one turn, both results go back in order, the answer quotes them.',
    answer: answerWithWeather,
    verify: verifyWeather,
  },
  {
    name: 'tools-stream',
    column: 'Tools, streamed',
    meaning: 'The same as a stream in which the arguments of both calls arrive in turns.',
    answer: answerWithWeather,
    verify: (received) => {
      verifyWeather(received);
      assert.ok(received.every(({ request }) => request.stream));
    },
  },
  {
    name: 'image',
    column: 'Image',
    meaning: "A picture in the user's message reaches the provider unharmed.",
    answer: () => greeting,
    verify: verifyPicture,
  },
  {
    name: 'image-result',
    column: 'Image in a result',
    meaning: 'A picture in the result of a tool does so as well.',
    answer: (request) => (hasResults(request) ? greeting : { calls: [toPictureCall(request)] }),
    verify: verifyPicture,
  },
  {
    name: 'thinking',
    column: 'Thinking',
    meaning: 'Thinking is shown, and goes back to the provider with its signature beside the result of a tool.',
    answer: (request) =>
      hasResults(request) ? quoteResults(request) : { thought: facts.thought, calls: [toLookUp(request)] },
    verify: verifyThinking,
  },
  {
    name: 'structured',
    column: 'Structured output',
    meaning: 'The answer follows a JSON schema.',
    answer: answerWithForecast,
    verify: ([first]) =>
      assert.match(JSON.stringify([first?.request.response_format, first?.request.tools]), /"temperature"/),
  },
  {
    name: 'error-401',
    column: '401',
    meaning: 'A wrong key is reported as such; the provider is not asked.',
  },
  {
    name: 'error-404',
    column: '404',
    meaning: 'A model that the provider does not know is reported as such.',
    answer: () => ({ status: 404, message: 'The model `big` does not exist' }),
    verify: (received) => assert.ok(received.length > 0),
  },
  {
    name: 'error-429',
    column: '429',
    meaning: 'A rate limit makes the client ask once again, after the time that `retry-after` says.',
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
    meaning: 'An overload (the provider says 503) makes the client ask once again.',
    answer: (_request, attempt) => (attempt === 0 ? { status: 503, message: 'Overloaded' } : greeting),
    verify: (received) => assert.equal(received.length, 2),
  },
  {
    name: 'error-stream',
    column: 'Error in a stream',
    meaning: 'A stream that breaks is never taken for a finished answer.',
    answer: (_request, attempt) => (attempt === 0 ? { text: facts.beginning, ending: 'breaks' } : greeting),
    verify: (received) => assert.ok(received.length > 0),
  },
  {
    name: 'cancel',
    column: 'Cancel',
    meaning: 'When the client gives up a stream, the request to the provider ends.',
    answer: () => ({ text: facts.beginning, ending: 'hangs' }),
    verify: (received) => assert.equal(received.length, 1),
  },
  {
    name: 'count-tokens',
    column: 'Count tokens',
    meaning: 'The client counts a prompt before it sends it.',
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
  assert.ok(received[0]?.request.reasoning, 'the provider was not asked to think');
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
