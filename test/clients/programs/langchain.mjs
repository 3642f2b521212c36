import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import assert from 'node:assert/strict';
import { absent, cancelled, cities, facts, quotesWeather, rejects, scenario } from './report.mjs';

const chat = (fields) => new ChatAnthropic({ model: facts.model, maxTokens: 2_048, ...fields });
const toTool = ({ name, description, schema }) => ({ name, description, input_schema: schema });
const weather = [toTool(facts.weatherTool)];
const picture = [toTool(facts.pictureTool)];
const image = { type: 'image', data: facts.picture, mimeType: 'image/png' };

const whole = (model) => (messages) => model.invoke(messages);
const streamed = (model) => async (messages) => {
  let message;
  for await (const chunk of await model.stream(messages)) message = message?.concat(chunk) ?? chunk;
  return message;
};

function checkGreeting({ text, usage_metadata: usage }) {
  const { input_tokens, cache_read_input_tokens, output_tokens } = facts.usage;
  assert.equal(text, facts.greeting);
  assert.deepEqual([usage.input_tokens, usage.output_tokens], [input_tokens + cache_read_input_tokens, output_tokens]);
  assert.equal(usage.input_token_details.cache_read, cache_read_input_tokens);
}

/** Calls tools until the model is done; returns all its messages. */
async function converse(ask, prompt, run) {
  const messages = [new HumanMessage(prompt)];
  const answers = [];
  for (;;) {
    const answer = await ask(messages);
    answers.push(answer);
    if (answer.tool_calls.length === 0) return answers;
    const results = answer.tool_calls.map(({ id, args }) => new ToolMessage({ content: run(args), tool_call_id: id }));
    messages.push(answer, ...results);
  }
}

const tellWeather = ({ city }) => `${city}: ${facts.weather[city]}`;

await scenario('text', async (prompt) => checkGreeting(await chat().invoke(prompt)));
await scenario('stream', async (prompt) => {
  const { text, usage_metadata: usage } = await streamed(chat())(prompt);
  assert.equal(text, facts.greeting);
  // LangChain reads the input tokens from message_start, which contains an estimate only.
  assert.ok(usage.input_tokens > 0);
  assert.equal(usage.output_tokens, facts.usage.output_tokens);
});

for (const [name, way] of [
  ['tools', whole],
  ['tools-stream', streamed],
]) {
  await scenario(name, async (prompt) => {
    const asked = [];
    const run = (args) => {
      asked.push(args.city);
      return tellWeather(args);
    };
    const answers = await converse(way(chat().bindTools(weather)), prompt, run);
    quotesWeather(answers.at(-1).text);
    assert.deepEqual(asked, cities);
  });
}

await scenario('image', async (prompt) =>
  checkGreeting(await chat().invoke([new HumanMessage({ content: [image, { type: 'text', text: prompt }] })])),
);

await scenario('image-result', async (prompt) => {
  const answers = await converse(whole(chat().bindTools(picture)), prompt, () => [image]);
  checkGreeting(answers.at(-1));
});

await scenario('thinking', async (prompt) => {
  const model = chat({ thinking: { type: 'adaptive' }, outputConfig: { effort: 'high' } }).bindTools(weather);
  const answers = await converse(streamed(model), prompt, tellWeather);
  const blocks = answers.flatMap(({ contentBlocks }) => contentBlocks).filter(({ type }) => type === 'reasoning');
  assert.equal(blocks.map(({ reasoning }) => reasoning).join(''), facts.thought);
  assert.equal(answers.at(-1).text, tellWeather({ city: cities[0] }));
});

await scenario('structured', async (prompt) => {
  const schema = { title: 'forecast', ...facts.forecastSchema };
  const model = chat().withStructuredOutput(schema, { method: 'jsonSchema' });
  assert.deepEqual(await model.invoke(prompt), facts.forecast);
});

await scenario('error-401', (prompt) =>
  rejects(chat({ apiKey: 'wrong-key' }).invoke(prompt), (error) => error.status === 401),
);

await scenario('error-404', (prompt) => rejects(chat().invoke(prompt), (error) => error.status === 404));
await scenario('error-429', async (prompt) => checkGreeting(await chat().invoke(prompt)));
await scenario('error-529', async (prompt) => checkGreeting(await chat().invoke(prompt)));

await scenario('error-stream', async (prompt) => {
  const parts = [];
  const read = async () => {
    for await (const { text } of await chat().stream(prompt)) parts.push(text);
  };
  await rejects(read(), (error) => /The model crashed/.test(error.message));
  assert.equal(parts.join(''), facts.beginning);
});

await scenario('cancel', async (prompt) => {
  for await (const { text } of await chat().stream(prompt)) if (text) break;
  await cancelled();
});

absent('count-tokens', 'uses its own tokenizer');

absent('models', 'does not list models');
