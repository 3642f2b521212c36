// @ts-check
/** Runs Schemathesis: generates requests from the OpenAPI document and validates the proxy's responses. Opt-in: installs from PyPI. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../demo/cache-folder.mjs';
import { atExit, startChild } from '../../demo/child-process.mjs';
import { startProxy } from '../../demo/start-proxy.mjs';
import { startUpstream } from './upstream.mjs';

const version = '4.32.5';
const { values } = parseArgs({ options: { examples: { type: 'string', default: '50' }, seed: { type: 'string' } } });

/** Installs Schemathesis into the cache folder, once, and returns the path of its program. */
function installSchemathesis() {
  const folder = cacheFolder(`schemathesis-${version}`);
  const program = join(folder, 'bin/schemathesis');
  if (existsSync(program)) return program;
  console.log(`Installing Schemathesis ${version} into ${folder} …`);
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(join(folder, 'bin/pip'), ['install', '-q', `schemathesis==${version}`], { stdio: 'inherit' });
  return program;
}

const program = installSchemathesis();
const upstream = await startUpstream();
const proxy = await startProxy({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_API_KEY: 'sk-upstream-key',
  CLAUDE_PROXY_AUTH_KEY: 'client-key',
});

// Schemathesis and Python write caches to the working directory.
const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-openapi-'));
atExit(() => rmSync(folder, { recursive: true, force: true }));
const hooks = fileURLToPath(new URL('.', import.meta.url));

const options = ['--continue-on-failure', '--no-color', '--max-examples', values.examples];
// The proxy deliberately serves requests that the document does not describe, if it can.
const checks = ['--checks', 'all', '--exclude-checks', 'negative_data_rejection'];
const seed = values.seed === undefined ? [] : ['--seed', values.seed];
const { child, closed } = startChild(
  program,
  ['run', `${proxy.url}/openapi.json`, '--header', 'x-api-key: client-key', ...options, ...checks, ...seed],
  {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PYTHONPATH: hooks,
      PYTHONDONTWRITEBYTECODE: '1',
      SCHEMATHESIS_HOOKS: 'hooks',
    },
    stdio: 'inherit',
  },
);
await closed;
await proxy.stop();
upstream.close();
process.exitCode = child.exitCode ?? 1;
