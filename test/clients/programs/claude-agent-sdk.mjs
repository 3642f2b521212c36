import { createSdkMcpServer, query, tool } from '@anthropic-ai/claude-agent-sdk';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { absent, cancelled, cities, facts, quotesWeather, scenario } from './report.mjs';

const home = mkdtempSync(join(tmpdir(), 'claude-agent-sdk-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

const asked = [];
const weather = tool(
  facts.weatherTool.name,
  facts.weatherTool.description,
  { city: z.string() },
  ({ city }) => {
    asked.push(city);
    return Promise.resolve({ content: [{ type: 'text', text: `${city}: ${facts.weather[city]}` }] });
  },
  { alwaysLoad: true },
);
const picture = tool(
  facts.pictureTool.name,
  facts.pictureTool.description,
  {},
  () => Promise.resolve({ content: [{ type: 'image', data: facts.picture, mimeType: 'image/png' }] }),
  { alwaysLoad: true },
);

/** Options of every query. A tool server serves one query only. */
const basics = () => ({
  model: facts.model,
  cwd: home,
  permissionMode: 'bypassPermissions',
  allowDangerouslySkipPermissions: true,
  settingSources: [],
  mcpServers: { facts: createSdkMcpServer({ name: 'facts', tools: [weather, picture] }) },
  env: environment,
});

const environment = {
  ...process.env,
  HOME: home,
  IS_SANDBOX: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
};

/** Runs one query to its end. */
async function ask(prompt, options = {}) {
  const messages = [];
  for await (const message of query({ prompt, options: { ...basics(), ...options } })) messages.push(message);
  const result = messages.findLast(({ type }) => type === 'result');
  const blocks = messages.filter(({ type }) => type === 'assistant').flatMap(({ message }) => message.content);
  return { messages, result, blocks };
}

async function greets(prompt, options) {
  const answer = await ask(prompt, options);
  const { subtype, is_error, result } = answer.result;
  assert.deepEqual([subtype, is_error, result], ['success', false, facts.greeting]);
  return answer;
}

/** Resolves if the query ends with an error, as its result or as an exception. */
async function fails(prompt, words, options) {
  const seen = [];
  try {
    for await (const message of query({ prompt, options: { ...basics(), ...options } })) seen.push(message);
  } catch (error) {
    seen.push(String(error));
  }
  const { result, is_error } = seen.findLast(({ type }) => type === 'result') ?? {};
  assert.ok(is_error && words.test(result), JSON.stringify(seen.slice(-2)));
}

absent('text', 'always streams');

await scenario('stream', async (prompt) => {
  const { messages, result } = await greets(prompt, { includePartialMessages: true });
  assert.equal(messages.map(({ event }) => event?.delta?.text ?? '').join(''), facts.greeting);
  const { input_tokens, cache_read_input_tokens, output_tokens } = result.usage;
  assert.deepEqual({ input_tokens, cache_read_input_tokens, output_tokens }, facts.usage);
});

absent('tools', 'always streams');

await scenario('tools-stream', async (prompt) => {
  const { result } = await ask(prompt);
  quotesWeather(result.result);
  assert.deepEqual(asked.splice(0), cities);
});

await scenario('image', async (prompt) => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: facts.picture } };
  const content = [image, { type: 'text', text: prompt }];
  async function* turns() {
    yield { type: 'user', parent_tool_use_id: null, message: { role: 'user', content } };
  }
  await greets(turns());
});

await scenario('image-result', (prompt) => greets(prompt));

await scenario('thinking', async (prompt) => {
  const { result, blocks } = await ask(prompt);
  const thoughts = blocks.filter(({ type }) => type === 'thinking').map(({ thinking }) => thinking);
  assert.deepEqual(thoughts, [facts.thought]);
  assert.equal(result.result, `${cities[0]}: ${facts.weather[cities[0]]}`);
});

await scenario('structured', async (prompt) => {
  const { result } = await ask(prompt, { outputFormat: { type: 'json_schema', schema: facts.forecastSchema } });
  assert.deepEqual(result.structured_output, facts.forecast);
});

await scenario('error-401', (prompt) => {
  const env = { ...environment, ANTHROPIC_API_KEY: 'wrong-key', CLAUDE_CODE_MAX_RETRIES: '0' };
  return fails(prompt, /API key|authenticate/, { env });
});

await scenario('error-404', (prompt) => fails(prompt, /issue with the selected model/));
await scenario('error-429', (prompt) => greets(prompt));
await scenario('error-529', (prompt) => greets(prompt));

// The client retries, so the final response is complete.
await scenario('error-stream', (prompt) => greets(prompt));

await scenario('cancel', async (prompt) => {
  const abortController = new AbortController();
  const options = { ...basics(), abortController, includePartialMessages: true };
  const open = query({ prompt, options });
  try {
    for await (const { event } of open) if (event?.delta?.text) abortController.abort();
  } catch {
    // Cancelling is reported as an error.
  }
  assert.ok(abortController.signal.aborted, 'no text came');
  await cancelled();
});

absent('count-tokens', 'uses the usage of the last response');

absent('models', 'uses its own list of models');
