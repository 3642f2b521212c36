// @ts-check
/** Tests the npm package: packs it, installs it into an empty folder, runs and embeds it. Opt-in: downloads the dependencies. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { atExit } from '../../demo/child-process.mjs';
import { startScriptedUpstream } from '../../demo/scripted-upstream.mjs';
import { startProxy } from '../../demo/start-proxy.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-package-'));
atExit(() => rmSync(folder, { recursive: true, force: true }));

/** @type {string[]} */
const failures = [];

/** @type {(claim: string, actual: unknown, expected: unknown) => void} */
function check(claim, actual, expected) {
  const holds = isDeepStrictEqual(actual, expected);
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${claim}`);
  if (!holds) failures.push(`${claim}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** @type {(command: string, args: string[], env?: Record<string, string>) => { status: number | null, output: string }} */
function run(command, args, env = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

console.log(`Packing and installing into ${folder} …`);
execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
  cwd: project,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const [tarball = ''] = readdirSync(folder);
writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
execFileSync('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error', `./${tarball}`], {
  cwd: folder,
  stdio: 'inherit',
});
const installed = join(folder, 'node_modules/claude-proxy');
const program = join(folder, 'node_modules/.bin/claude-proxy');

const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(installed, join(entry.parentPath, entry.name)));
const other = files.filter(
  (name) => !/^(dist\/.*\.(js|d\.ts)|package\.json|[A-Z]+(\.md)?|routes\.example\.yaml)$/.test(name),
);
check(`the package contains only the program and its documents (${files.length} files)`, other, []);

check(
  'npx finds the command',
  run('npx', ['--no-install', 'claude-proxy', '--help']).output.slice(0, 19),
  'Usage: claude-proxy',
);
check('an unknown option is rejected', run(program, ['--port']).status, 64);
check('a valid configuration passes', run(program, ['--check']).status, 0);
check('an invalid configuration does not', run(program, ['--check'], { CLAUDE_PROXY_PORT: 'x' }).status, 78);

const upstream = await startScriptedUpstream();
const proxy = await startProxy({ OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'sk-upstream' }, program);
const request = { model: 'claude-sonnet-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] };

/** @param {string} path */
async function post(path) {
  const response = await fetch(proxy.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return /** @type {Record<string, unknown>} */ (await response.json());
}

check('the command serves a message', (await post('/v1/messages')).type, 'message');
check('it counts tokens', typeof (await post('/v1/messages/count_tokens')).input_tokens, 'number');
await proxy.stop();
upstream.close();

cpSync(fileURLToPath(new URL('embedding.ts.txt', import.meta.url)), join(folder, 'embedding.ts'));
const compiler = join(project, 'node_modules/typescript/bin/tsc');
const nodeTypes = ['--typeRoots', join(project, 'node_modules/@types'), '--types', 'node'];
const options = [
  '--noEmit',
  '--strict',
  '--exactOptionalPropertyTypes',
  '--module',
  'nodenext',
  '--experimentalDecorators',
];
const { output } = run(process.execPath, [
  compiler,
  ...options,
  ...nodeTypes,
  '--skipLibCheck',
  'false',
  'embedding.ts',
]);
// Ignore errors in the declarations of other packages.
const typeErrors = output.split('\n').filter((line) => /^(embedding\.ts|node_modules\/claude-proxy)/.test(line));
check('an embedding application compiles', typeErrors, []);

if (failures.length > 0) {
  console.error(`\n${failures.join('\n')}\n\nLog of the proxy:\n${proxy.readLog()}`);
  process.exit(1);
}
