// @ts-check
/**
 * Tests the image as operators run it: hardened, with an arbitrary user, stopped during a stream. Opt-in: requires Docker.
 * CLAUDE_PROXY_IMAGE names an existing image; otherwise the image is built.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { atExit } from '../../demo/child-process.mjs';

const MEGABYTE = 1_000_000;
const hardening = [
  '--read-only',
  '--tmpfs=/tmp',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--memory=512m',
];
const network = `claude-proxy-test-${process.pid}`;

/** @type {(json: string) => Record<string, unknown>} */
const parseJson = JSON.parse;

/** @type {string[]} */
const failures = [];

/** @type {(claim: string, actual: unknown, expected?: unknown) => void} */
function check(claim, actual, expected = true) {
  const holds = isDeepStrictEqual(actual, expected);
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${claim}`);
  if (!holds) failures.push(`${claim}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** @type {(...args: string[]) => string} */
const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** @type {(object: string, template: string) => string} */
const inspect = (object, template) => docker('inspect', '--format', template, object);

/** @type {(...args: string[]) => string} */
const startContainer = (...args) => docker('run', '--detach', `--network=${network}`, ...args);

function createNetwork() {
  docker('network', 'create', network);
  atExit(() => {
    const containers = docker('ps', '--all', '--quiet', `--filter=network=${network}`);
    if (containers) docker('rm', '--force', ...containers.split('\n'));
    docker('network', 'rm', network);
  });
}

/** @param {string[]} options */
async function startProxy(...options) {
  const variables = ['--env=OPENAI_BASE_URL=http://model:9000/v1', '--env=OPENAI_API_KEY=sk-upstream'];
  const reachable = ['--publish=127.0.0.1::8085', '--health-interval=1s'];
  const container = startContainer(...reachable, ...hardening, ...variables, ...options, image);
  check('the health check reports healthy', await isHealthy(container));
  return { container, url: `http://${docker('port', container, '8085')}` };
}

/**
 * Waits up to 30 s for the image's health check to report healthy.
 * @param {string} container
 */
async function isHealthy(container) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (inspect(container, '{{.State.Health.Status}}') === 'healthy') return true;
    await sleep(200);
  }
  return false;
}

/**
 * @param {string} url
 * @param {object} fields
 */
function ask(url, fields) {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'any' };
  const body = JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 1_000, ...fields });
  return fetch(`${url}/v1/messages`, { method: 'POST', headers, body });
}

function checkImage() {
  const { version } = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const layers = docker('history', '--human=false', '--no-trunc', '--format={{.Size}} {{.CreatedBy}}', image).split(
    '\n',
  );
  const ownLayers = layers.slice(
    0,
    layers.findIndex((layer) => layer.includes('image.title=claude-proxy')),
  );
  const ownSize = ownLayers.reduce((sum, layer) => sum + parseInt(layer, 10), 0);
  const size = Number(inspect(image, '{{.Size}}'));
  check(`${(size / MEGABYTE).toFixed(0)} MB image size is at most 200 MB`, size <= 200 * MEGABYTE);
  check(
    `${(ownSize / MEGABYTE).toFixed(1)} MB in the service's layers is at most 40 MB`,
    ownSize > 0 && ownSize <= 40 * MEGABYTE,
  );
  check('the user is numeric and not root', inspect(image, '{{.Config.User}}'), '65532:65532');
  check(
    'the version label is set',
    inspect(image, '{{index .Config.Labels "org.opencontainers.image.version"}}'),
    version,
  );
  const heap = docker('run', '--rm', '--memory=512m', image, '-p', "require('v8').getHeapStatistics().heap_size_limit");
  check(
    `a heap of ${(Number(heap) / MEGABYTE).toFixed(0)} MB fits into 512 MB of memory`,
    Number(heap) < 350 * MEGABYTE,
  );
}

async function checkHardened() {
  const { container, url } = await startProxy('--user=1000730000:0');
  const reply = await ask(url, { messages: [{ role: 'user', content: 'Hello' }] });
  check('it serves with a read-only file system, no capabilities and an arbitrary user', reply.status, 200);
  check('it writes no files', docker('diff', container), '');
}

async function checkStop() {
  const { container, url } = await startProxy();
  const content = 'word '.repeat(100);
  const stream = await ask(url, { stream: true, messages: [{ role: 'user', content }] });
  const text = stream.text();
  docker('stop', '--time=60', container);
  const whole = await text;
  const words = whole.split('word ').length - 1;
  check('a stream that is open at SIGTERM completes', [words, whole.includes('event: message_stop')], [100, true]);
  check('it exits with code 0', inspect(container, '{{.State.ExitCode}}'), '0');
}

const image = process.env.CLAUDE_PROXY_IMAGE ?? 'claude-proxy';
if (!process.env.CLAUDE_PROXY_IMAGE) execFileSync('docker', ['build', '--tag', image, '.'], { stdio: 'inherit' });
checkImage();
createNetwork();
startContainer('--network-alias=model', image, 'demo/scripted-upstream.mjs', '9000', '0.0.0.0');
await checkHardened();
await checkStop();
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
