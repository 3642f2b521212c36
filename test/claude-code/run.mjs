// @ts-check
/** The real Claude Code edits a file and runs a command through the proxy. Opt-in: it downloads Claude Code on first use. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { atExit, startChild } from '../../demo/child-process.mjs';
import { startProxy } from '../../demo/start-proxy.mjs';
import { installClaudeCode } from './install.mjs';
import { startUpstream } from './upstream.mjs';

/** @typedef {{ type?: string, subtype?: string, result?: string, is_error?: boolean, route?: string, status?: number }} Line */

/** @type {(json: string) => unknown} */
const parseJson = JSON.parse;

const timeLimitMs = 120_000;
const program = installClaudeCode();
const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-claude-code-'));
atExit(() => rmSync(folder, { recursive: true, force: true }));
const [home, work] = ['home', 'work'].map((name) => join(folder, name));
const notes = join(work, 'notes.txt');
const proof = join(work, 'proof.txt');

/** @type {(step: number, lastToolText: string) => import('./upstream.mjs').Turn} */
const script = (step, lastToolText) => {
  switch (step) {
    case 0:
      return {
        text: 'I read the notes and write a proof.',
        calls: [
          { name: 'Read', input: { file_path: notes } },
          { name: 'Write', input: { file_path: proof, content: 'Grüße, “proof” \\ 1\n' } },
        ],
      };
    case 1:
      return {
        text: '',
        calls: [{ name: 'Edit', input: { file_path: notes, old_string: 'old words', new_string: 'new words' } }],
      };
    case 2:
      return {
        text: 'Now I look at both.',
        calls: [{ name: 'Bash', input: { command: 'cat notes.txt proof.txt', description: 'Show both files' } }],
      };
    default:
      return { text: `The command printed: ${lastToolText}`, calls: [] };
  }
};

/** @param {string} baseUrl */
async function runClaudeCode(baseUrl) {
  const prompt = 'Replace the old words in notes.txt, then show me the file.';
  const options = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    ANTHROPIC_BASE_URL: baseUrl,
    ANTHROPIC_API_KEY: 'client-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_ERROR_REPORTING: '1',
    // Without it the program refuses to skip its permission prompts as root.
    IS_SANDBOX: '1',
  };
  const { child, over } = startChild(program, ['-p', prompt, ...options], {
    cwd: work,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: timeLimitMs,
  });
  const output = child.stdout ? await text(child.stdout) : '';
  await over;
  return { exitCode: child.exitCode, lines: toLines(output) };
}

/**
 * Reads JSON lines, leaving out what is none.
 * @param {string} output
 * @returns {Line[]}
 */
function toLines(output) {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => /** @type {Line} */ (parseJson(line)));
}

/** @type {string[]} */
const failures = [];

/** @type {(claim: string, actual: unknown, expected: unknown) => void} */
function check(claim, actual, expected) {
  const holds = isDeepStrictEqual(actual, expected);
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${claim}`);
  if (!holds) failures.push(`${claim}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

mkdirSync(home);
mkdirSync(work);
writeFileSync(notes, 'Here are the old words.\n');
const upstream = await startUpstream(script);
const proxy = await startProxy({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_API_KEY: 'sk-upstream-key',
  CLAUDE_PROXY_AUTH_KEY: 'client-key',
});

const { exitCode, lines } = await runClaudeCode(proxy.url);
const result = lines.find(({ type }) => type === 'result');
const printed = 'Here are the new words.\nGrüße, “proof” \\ 1';
check('Claude Code ends well', [exitCode, result?.subtype, result?.is_error], [0, 'success', false]);
check('the file is edited', readFileSync(notes, 'utf8'), 'Here are the new words.\n');
check('the answer holds what the command printed', result?.result, `The command printed: ${printed}`);
check('four requests reach the provider', upstream.requests.length, 4);
const statuses = toLines(proxy.readLog()).flatMap(({ status }) => status ?? []);
check('every request is answered 200', [...new Set(statuses)], [200]);
check(
  'nothing is retried',
  lines.filter(({ subtype }) => subtype === 'api_retry'),
  [],
);

await proxy.stop();
upstream.close();
if (failures.length > 0) {
  console.error(`\n${failures.join('\n')}\n\nThe log of the proxy:\n${proxy.readLog()}`);
  process.exit(1);
}
