// @ts-check
/** `npm run demo`: a tool conversation between the official Anthropic SDK and a scripted model, without a key or network access. */
import Anthropic from '@anthropic-ai/sdk';
import { startProxy } from './start-proxy.mjs';
import { startScriptedUpstream } from './scripted-upstream.mjs';
import { bold, dim, green, printUsage, yellow } from './terminal.mjs';

/** @type {Anthropic.Tool} */
const weatherTool = {
  name: 'get_weather',
  description: 'Returns the weather in a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** @param {Anthropic.ToolUseBlock} call */
function runTool(call) {
  const { city } = /** @type {{ city: string }} */ (call.input);
  return JSON.stringify({ city, sky: 'sunny', temperature: '18 °C' });
}

/**
 * Prints one response as it arrives.
 * @param {Anthropic} client
 * @param {Anthropic.MessageParam[]} messages
 */
async function printResponse(client, messages) {
  process.stdout.write(`${green('Claude')}   `);
  const stream = client.messages.stream({
    model: 'claude-sonnet-5-5',
    max_tokens: 1_000,
    tools: [weatherTool],
    messages,
  });
  stream.on('text', (text) => process.stdout.write(text));
  const message = await stream.finalMessage();
  console.log();
  printUsage(message.usage);
  return message;
}

/** @param {Anthropic} client */
async function converse(client) {
  const question = 'What is the weather in Paris?';
  console.log(`${bold('You')}      ${question}`);
  const first = await printResponse(client, [{ role: 'user', content: question }]);

  const call = first.content.find((block) => block.type === 'tool_use');
  if (!call) throw new Error('The scripted model did not call the tool.');
  const result = runTool(call);
  console.log(`${yellow('Call')}     ${call.name}(${JSON.stringify(call.input)})`);
  console.log(`${yellow('Result')}   ${result}`);

  await printResponse(client, [
    { role: 'user', content: question },
    { role: 'assistant', content: first.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: result }] },
  ]);
}

function printNextSteps() {
  console.log(`
This was a scripted model. To use a real one, set your provider and its key, and start the proxy:

  ${bold('export OPENAI_BASE_URL=https://api.openai.com/v1')}
  ${bold('export OPENAI_API_KEY=sk-your-api-key')}
  ${bold('npm start')}

Then start Claude Code in another terminal:

  ${bold('export ANTHROPIC_BASE_URL=http://localhost:8085')}
  ${bold('export ANTHROPIC_API_KEY=any-text')}
  ${bold('claude')}`);
}

const upstream = await startScriptedUpstream();
const proxy = await startProxy({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_API_KEY: 'sk-upstream-key',
  CLAUDE_PROXY_AUTH_KEY: 'client-key',
});
console.log(dim(`@anthropic-ai/sdk → proxy ${proxy.url} → OpenAI-compatible server ${upstream.url}\n`));
await converse(new Anthropic({ baseURL: proxy.url, apiKey: 'client-key', authToken: null, maxRetries: 0 }));
printNextSteps();
await proxy.stop();
upstream.close();
