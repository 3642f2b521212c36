// @ts-check
/** Starts the built proxy in a temporary folder and with a clean environment. */
import { openSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntilReady, atExit, startChild } from './child-process.mjs';
import { findFreePort } from './free-port.mjs';

const builtProgram = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Variables of the caller's environment that would change the proxy's behavior. */
const proxySetting = /^(OPENAI_|CLAUDE_PROXY_|(HTTPS?|ALL|NO)_PROXY$)/i;

/**
 * @param {Record<string, string>} settings environment variables of the proxy
 * @param {string} [program] the script to run
 * @returns {Promise<{ url: string, readLog: () => string, stop: () => Promise<void> }>}
 */
export async function startProxy(settings, program = builtProgram) {
  const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const logFile = join(folder, 'proxy.log');
  const log = openSync(logFile, 'a');
  const port = await findFreePort();
  const inherited = Object.entries(process.env).filter(([name]) => !proxySetting.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    CLAUDE_PROXY_HOST: '127.0.0.1',
    CLAUDE_PROXY_PORT: String(port),
    ...settings,
  };

  const { child, stop } = startChild(process.execPath, [program], { cwd: folder, env, stdio: ['ignore', log, log] });
  const readLog = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}`;
  if (!(await waitUntilReady(`${url}/readyz`, child, 30)))
    throw new Error(`The proxy did not start. Its log:\n${readLog()}`);
  return { url, readLog, stop };
}
