import { createAnthropic } from '@ai-sdk/anthropic';
import { APICallError, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import assert from 'node:assert/strict';
import { absent, cancelled, cities, facts, quotesWeather, rejects, scenario } from './report.mjs';

// Unlike Anthropic's SDKs, this SDK expects the version in the base URL.
const baseURL = `${process.env.ANTHROPIC_BASE_URL}/v1`;
const basics = { model: createAnthropic({ baseURL })(facts.model), maxOutputTokens: 2_048 };
const image = { type: 'file', data: facts.picture, mediaType: 'image/png' };

/** A tool that records the requested cities. */
const weatherTool = (asked = []) => ({
  get_weather: tool({
    description: facts.weatherTool.description,
    inputSchema: jsonSchema(facts.weatherTool.schema),
    execute: ({ city }) => {
      asked.push(city);
      return `${city}: ${facts.weather[city]}`;
    },
  }),
});

const pictureTool = {
  get_picture: tool({
    description: facts.pictureTool.description,
    inputSchema: jsonSchema(facts.pictureTool.schema),
    execute: () => facts.picture,
    toModelOutput: ({ output }) => ({
      type: 'content',
      value: [{ type: 'image-data', data: output, mediaType: 'image/png' }],
    }),
  }),
};

const generate = (fields) => generateText({ ...basics, stopWhen: stepCountIs(5), ...fields });

/** Reads a stream to its end. Errors are parts of the stream. */
async function stream(fields) {
  const result = streamText({ ...basics, stopWhen: stepCountIs(5), onError: () => undefined, ...fields });
  const parts = [];
  for await (const part of result.fullStream) {
    if (part.type === 'error') throw Object.assign(new Error('the stream broke'), { parts });
    parts.push(part);
  }
  const [text, usage] = await Promise.all([result.text, result.totalUsage]);
  return { parts, text, totalUsage: usage };
}

function checkGreeting({ text, totalUsage }) {
  const { input_tokens, cache_read_input_tokens, output_tokens } = facts.usage;
  assert.equal(text, facts.greeting);
  const { inputTokens, outputTokens } = totalUsage;
  assert.deepEqual([inputTokens, outputTokens], [input_tokens + cache_read_input_tokens, output_tokens]);
}

await scenario('text', async (prompt) => checkGreeting(await generate({ prompt })));
await scenario('stream', async (prompt) => checkGreeting(await stream({ prompt })));

for (const [name, ask] of [
  ['tools', generate],
  ['tools-stream', stream],
]) {
  await scenario(name, async (prompt) => {
    const asked = [];
    const { text } = await ask({ prompt, tools: weatherTool(asked) });
    quotesWeather(text);
    assert.deepEqual(asked, cities);
  });
}

await scenario('image', async (prompt) => {
  const messages = [{ role: 'user', content: [image, { type: 'text', text: prompt }] }];
  checkGreeting(await generate({ messages }));
});

await scenario('image-result', async (prompt) => {
  const { text } = await generate({ prompt, tools: pictureTool });
  assert.equal(text, facts.greeting);
});

await scenario('thinking', async (prompt) => {
  const providerOptions = { anthropic: { thinking: { type: 'adaptive' }, effort: 'high' } };
  const { parts, text } = await stream({ prompt, tools: weatherTool(), providerOptions });
  const thoughts = parts.filter(({ type }) => type === 'reasoning-delta').map((part) => part.text);
  assert.equal(thoughts.join(''), facts.thought);
  assert.ok(text.includes(facts.weather[cities[0]]), text);
});

await scenario('structured', async (prompt) => {
  const { output } = await generate({ prompt, output: Output.object({ schema: jsonSchema(facts.forecastSchema) }) });
  assert.deepEqual(output, facts.forecast);
});

await scenario('error-401', (prompt) =>
  rejects(
    generateText({ ...basics, model: createAnthropic({ baseURL, apiKey: 'wrong-key' })(facts.model), prompt }),
    (error) => APICallError.isInstance(error) && error.statusCode === 401,
  ),
);

await scenario('error-404', (prompt) =>
  rejects(generate({ prompt }), (error) => APICallError.isInstance(error) && error.statusCode === 404),
);

await scenario('error-429', async (prompt) => checkGreeting(await generate({ prompt })));
await scenario('error-529', async (prompt) => checkGreeting(await generate({ prompt })));

await scenario('error-stream', async (prompt) => {
  const textOf = ({ parts }) => parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
  await rejects(stream({ prompt }), (error) => textOf(error) === facts.beginning);
});

await scenario('cancel', async (prompt) => {
  const abort = new AbortController();
  const result = streamText({ ...basics, prompt, abortSignal: abort.signal });
  for await (const part of result.fullStream) if (part.type === 'text-delta') abort.abort();
  assert.ok(abort.signal.aborted, 'no text came');
  await cancelled();
});

absent('count-tokens', 'does not count tokens');

absent('models', 'does not list models');
