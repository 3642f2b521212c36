// @ts-check
/** Runs one client's program through all scenarios. Checks the program's output and the requests that the provider received. */
import { text } from 'node:stream/consumers';
import { startChild } from '../../demo/child-process.mjs';
import { longRun } from './long-run.mjs';
import { scenarios } from './scenarios.mjs';

/**
 * @typedef {import('./install.mjs').Client} Client
 * @typedef {import('./scenarios.mjs').Scenario} Scenario
 * @typedef {Awaited<ReturnType<typeof import('./upstream.mjs').startUpstream>>} Upstream
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {'passed' | 'failed' | 'absent'} state absent: the client does not support it
 * @property {string} [reason]
 *
 * @typedef {object} Outcome
 * @property {Client} client
 * @property {Result[]} results one per scenario
 * @property {Result[]} suites the client's own test suites
 * @property {string} output the program's other output
 */

/** @type {(json: string) => Result} */
const parseResult = JSON.parse;

const timeLimitMs = 300_000;

/**
 * @param {Client} client
 * @param {{ folder: string, command: string[] }} installed
 * @param {Upstream} upstream
 * @param {string} proxyUrl
 * @returns {Promise<Outcome>}
 */
export async function runClient(client, { folder, command: [program = '', ...programArguments] }, upstream, proxyUrl) {
  upstream.forget();
  const env = {
    ...withoutSettings(process.env),
    ANTHROPIC_BASE_URL: proxyUrl,
    ANTHROPIC_API_KEY: 'client-key',
    UPSTREAM_URL: upstream.url,
    UPSTREAM_API: upstream.api,
  };
  const { child, closed } = startChild(program, programArguments, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
  });
  const [said, complaints] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  await closed;
  const lines = said.split('\n').filter((line) => line.startsWith('{"name":'));
  const reported = lines.map((line) => parseResult(line));
  return {
    client,
    results: scenarios.map((scenario) => judge(scenario, reported, upstream)),
    suites: reported
      .filter(({ name }) => scenarios.every((scenario) => scenario.name !== name))
      .map((result) => (result.name === longRun.name ? judge(longRun, reported, upstream) : result)),
    output: complaints,
  };
}

/** @param {import('node:stream').Readable | null} pipe */
async function readAll(pipe) {
  return pipe ? text(pipe) : '';
}

/**
 * The environment without variables that configure clients.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutSettings(env) {
  const foreign = /^(ANTHROPIC|CLAUDE|OPENAI|LANG|OTEL)_|^(CLAUDECODE|VIRTUAL_ENV|PYTHON.*)$|_PROXY$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/**
 * @param {Scenario} scenario
 * @param {Result[]} reported
 * @param {Upstream} upstream
 * @returns {Result}
 */
function judge({ name, answer, verify }, reported, upstream) {
  const result = reported.find((one) => one.name === name);
  if (!result) return { name, state: 'failed', reason: 'the program ended before it' };
  if (result.state !== 'passed') return result;
  try {
    const received = upstream.of(name);
    if (!answer && received.length > 0) throw new Error('the provider was asked');
    verify?.(received);
    upstream.verify(received);
    return result;
  } catch (error) {
    return {
      name,
      state: 'failed',
      reason: `the provider saw: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
