import Anthropic from '@anthropic-ai/sdk';
import assert from 'node:assert/strict';
import { cancelled, cities, facts, quotesWeather, rejects, scenario } from './report.mjs';

const client = new Anthropic();
const { model, weatherTool, pictureTool } = facts;
const basics = { model, max_tokens: 2_048 };
const weather = { name: weatherTool.name, description: weatherTool.description, input_schema: weatherTool.schema };
const picture = { name: pictureTool.name, description: pictureTool.description, input_schema: pictureTool.schema };
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: facts.picture } };

const user = (content) => ({ role: 'user', content });
const textOf = ({ content }) => content.map((block) => block.text ?? '').join('');
const create = (fields) => client.messages.create({ ...basics, ...fields });
const stream = (fields) => client.messages.stream({ ...basics, ...fields }).finalMessage();

function checkGreeting(message) {
  const { input_tokens, cache_read_input_tokens, output_tokens } = message.usage;
  assert.deepEqual([textOf(message), message.stop_reason], [facts.greeting, 'end_turn']);
  assert.deepEqual({ input_tokens, cache_read_input_tokens, output_tokens }, facts.usage);
}

/** Calls tools until the model is done. */
async function converse(ask, fields, run) {
  const messages = [user(fields.prompt)];
  for (;;) {
    const message = await ask({ ...fields.request, messages });
    const uses = message.content.filter(({ type }) => type === 'tool_use');
    if (uses.length === 0) return message;
    const results = uses.map(({ id, input }) => ({ type: 'tool_result', tool_use_id: id, content: run(input) }));
    messages.push({ role: 'assistant', content: message.content }, user(results));
  }
}

const tellWeather = ({ city }) => `${city}: ${facts.weather[city]}`;

await scenario('text', async (prompt) => checkGreeting(await create({ messages: [user(prompt)] })));

await scenario('stream', async (prompt) => {
  const parts = [];
  const open = client.messages.stream({ ...basics, messages: [user(prompt)] }).on('text', (part) => parts.push(part));
  checkGreeting(await open.finalMessage());
  assert.equal(parts.join(''), facts.greeting);
});

for (const [name, ask] of [
  ['tools', create],
  ['tools-stream', stream],
]) {
  await scenario(name, async (prompt) => {
    const asked = [];
    const run = (input) => {
      asked.push(input.city);
      return tellWeather(input);
    };
    quotesWeather(textOf(await converse(ask, { prompt, request: { tools: [weather] } }, run)));
    assert.deepEqual(asked, cities);
  });
}

await scenario('image', async (prompt) =>
  checkGreeting(await create({ messages: [user([image, { type: 'text', text: prompt }])] })),
);

await scenario('image-result', async (prompt) =>
  checkGreeting(await converse(create, { prompt, request: { tools: [picture] } }, () => [image])),
);

await scenario('thinking', async (prompt) => {
  const thoughts = [];
  const ask = async (fields) => {
    const message = await stream(fields);
    thoughts.push(...message.content.filter(({ type }) => type === 'thinking'));
    return message;
  };
  const request = { tools: [weather], thinking: { type: 'enabled', budget_tokens: 1_024 } };
  const answer = await converse(ask, { prompt, request }, tellWeather);
  assert.equal(textOf(answer), tellWeather({ city: cities[0] }));
  assert.deepEqual(
    thoughts.map(({ thinking }) => thinking),
    [facts.thought],
  );
});

await scenario('structured', async (prompt) => {
  const format = { type: 'json_schema', schema: facts.forecastSchema };
  const message = await client.messages.parse({ ...basics, messages: [user(prompt)], output_config: { format } });
  assert.deepEqual(message.parsed_output ?? JSON.parse(textOf(message)), facts.forecast);
});

await scenario('error-401', (prompt) =>
  rejects(
    new Anthropic({ apiKey: 'wrong-key' }).messages.create({ ...basics, messages: [user(prompt)] }),
    (error) => error instanceof Anthropic.AuthenticationError && error.requestID,
  ),
);

await scenario('error-404', (prompt) =>
  rejects(create({ messages: [user(prompt)] }), (error) => error instanceof Anthropic.NotFoundError),
);

await scenario('error-429', async (prompt) => checkGreeting(await create({ messages: [user(prompt)] })));
await scenario('error-529', async (prompt) => checkGreeting(await stream({ messages: [user(prompt)] })));

await scenario('error-stream', async (prompt) => {
  const parts = [];
  const open = client.messages.stream({ ...basics, messages: [user(prompt)] }).on('text', (part) => parts.push(part));
  await rejects(open.finalMessage(), (error) => error instanceof Anthropic.APIError);
  assert.equal(parts.join(''), facts.beginning);
});

await scenario('cancel', async (prompt) => {
  const open = await create({ messages: [user(prompt)], stream: true });
  for await (const event of open) if (event.type === 'content_block_delta') break;
  await cancelled();
});

await scenario('count-tokens', async (prompt) => {
  const { input_tokens: count } = await client.messages.countTokens({
    model,
    messages: [user(prompt)],
    tools: [weather],
  });
  assert.ok(count > 20 && count < 500, `it counts ${count}`);
});

await scenario('models', async () => {
  const ids = [];
  for await (const { id } of client.models.list()) ids.push(id);
  assert.ok(ids.includes(model), `there are ${ids.join(', ')}`);
  assert.equal((await client.models.retrieve(model)).id, model);
});
