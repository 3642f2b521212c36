// @ts-check
/**
 * Runs real clients through the proxy against a scripted provider. Opt-in: downloads the clients on first use.
 * npm run test:clients [-- [--write | --responses] name…]; --write writes the results of all clients to docs/clients.md;
 * --responses uses a provider of the Responses API, which refuses what OpenAI refuses, and three replicas of the proxy.
 */
import { readFileSync } from 'node:fs';
import { startProxy } from '../../demo/start-proxy.mjs';
import { startBalancer } from './balancer.mjs';
import { installClient } from './install.mjs';
import { runClient } from './run-client.mjs';
import { scenarios } from './scenarios.mjs';
import { startUpstream } from './upstream.mjs';
import { writeResults } from './write-results.mjs';

/**
 * @typedef {import('./install.mjs').Client} Client
 * @typedef {import('./run-client.mjs').Outcome} Outcome
 */

/** @type {(json: string) => Client[]} */
const parseManifest = JSON.parse;
const clients = parseManifest(readFileSync(new URL('manifest.json', import.meta.url), 'utf8'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => clients.every((client) => client.name !== name));
if (unknown.length > 0) {
  console.error(`Unknown client: ${unknown.join(', ')}. Available: ${clients.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const api = process.argv.includes('--responses') ? 'responses' : 'chat';
/** @type {Record<typeof api, Record<string, string>>} */
const providers = {
  // The provider profile with the most features, including signed reasoning.
  chat: { CLAUDE_PROXY_PROVIDER: 'openrouter' },
  responses: {
    CLAUDE_PROXY_PROVIDER: 'openai',
    CLAUDE_PROXY_UPSTREAM_API: 'responses',
    CLAUDE_PROXY_BIG_MODEL: 'gpt-6-astra',
    CLAUDE_PROXY_SMALL_MODEL: 'gpt-6-luna',
  },
};

const replicas = { chat: 1, responses: 3 };

const upstream = await startUpstream(api);
/** @type {Awaited<ReturnType<typeof startProxy>>[]} */
const proxies = [];
for (let count = 0; count < replicas[api]; count += 1) {
  proxies.push(
    await startProxy({
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      OPENAI_API_KEY: 'sk-upstream-key',
      CLAUDE_PROXY_AUTH_KEY: 'client-key',
      ...providers[api],
    }),
  );
}
const balancer = await startBalancer(proxies.map(({ url }) => url));

/** @type {Outcome[]} */
const outcomes = [];
for (const client of clients.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const outcome = await runClient(client, installClient(client), upstream, balancer.url);
  outcomes.push(outcome);
  print(outcome);
}
const faults = proxies.flatMap((proxy) => proxy.readLog().split('\n')).filter((line) => line.includes('"status":500'));
balancer.close();
await Promise.all(proxies.map((proxy) => proxy.stop()));
upstream.close();

console.log(`\nRequests per replica: ${balancer.counts.join(', ')}`);
if (process.argv.includes('--write') && api === 'chat') writeResults(outcomes, scenarios);
if (faults.length > 0) console.error(`The proxy failed:\n${faults.join('\n')}`);
const hasFailed = outcomes.some(({ results, suites }) =>
  [...results, ...suites].some(({ state }) => state === 'failed'),
);
process.exit(hasFailed || faults.length > 0 ? 1 : 0);

/** @param {Outcome} outcome */
function print({ client, results, suites, output }) {
  console.log(
    `\n${client.title}, ${Object.entries(client.packages)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  );
  for (const { state, name, reason } of [...results, ...suites]) {
    console.log(`  ${state.padEnd(7)} ${name}${reason ? `: ${reason}` : ''}`);
  }
  if (results.some(({ state }) => state === 'failed')) console.log(output);
}
