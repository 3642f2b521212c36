import { spawn } from 'node:child_process';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { absent, cancelled, facts, scenario } from './report.mjs';

const packageFolder = `../node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
const program = fileURLToPath(new URL(`${packageFolder}/claude`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'claude-code-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const [home, work] = ['home', 'work'].map((name) => join(folder, name));
const notes = join(work, 'notes.txt');
mkdirSync(home);
mkdirSync(work);
writeFileSync(notes, 'Here are the old words.\n');
writeFileSync(join(work, 'picture.png'), Buffer.from(facts.picture, 'base64'));

const quiet = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  // Required to skip permission prompts as root.
  IS_SANDBOX: '1',
};

/** Runs one turn and returns its output as a list of events. */
async function turn(prompt, { options = [], env = {}, input = '', onEvent = () => undefined } = {}) {
  const basics = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions', ...options];
  const child = spawn(program, ['-p', ...(input ? [] : [`${prompt} You are in the folder ${work}.`]), ...basics], {
    cwd: work,
    env: { ...process.env, ...quiet, HOME: home, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  const events = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    events.push(JSON.parse(line));
    onEvent(events.at(-1), child);
  }
  const result = events.findLast(({ type }) => type === 'result');
  return { events, result, retries: events.filter(({ subtype }) => subtype === 'api_retry') };
}

async function greets(prompt, settings) {
  const { events, result, retries } = await turn(prompt, settings);
  assert.deepEqual([result?.subtype, result?.is_error, result?.result], ['success', false, facts.greeting]);
  return { events, result, retries };
}

absent('text', 'always streams');

await scenario('stream', async (prompt) => {
  const { events, result } = await greets(prompt, { options: ['--include-partial-messages'] });
  const parts = events.map(({ event }) => event?.delta?.text ?? '');
  assert.equal(parts.join(''), facts.greeting);
  const { input_tokens, cache_read_input_tokens, output_tokens } = result.usage;
  assert.deepEqual({ input_tokens, cache_read_input_tokens, output_tokens }, facts.usage);
});

absent('tools', 'always streams');

await scenario('tools-stream', async (prompt) => {
  const { result, retries } = await turn(`${prompt} Replace the old words in notes.txt, then show me the file.`);
  const printed = 'Here are the new words.\nGrüße, “proof” \\ 1';
  assert.equal(readFileSync(notes, 'utf8'), 'Here are the new words.\n');
  assert.deepEqual([result?.subtype, result?.result], ['success', `The command printed: ${printed}`]);
  assert.deepEqual(retries, []);
});

await scenario('image', async (prompt) => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: facts.picture } };
  const message = { role: 'user', content: [image, { type: 'text', text: prompt }] };
  const input = `${JSON.stringify({ type: 'user', message })}\n`;
  await greets(prompt, { options: ['--input-format', 'stream-json'], input });
});

await scenario('image-result', (prompt) => greets(prompt));

await scenario('thinking', async (prompt) => {
  const { events, result } = await turn(prompt);
  const blocks = events.filter(({ type }) => type === 'assistant').flatMap(({ message }) => message.content);
  assert.ok(blocks.some(({ type, thinking }) => type === 'thinking' && thinking === facts.thought));
  assert.match(result.result, /Here are the new words/);
});

await scenario('structured', async (prompt) => {
  const { result } = await turn(prompt, { options: ['--json-schema', JSON.stringify(facts.forecastSchema)] });
  assert.deepEqual(result.structured_output, facts.forecast);
});

await scenario('error-401', async (prompt) => {
  const { result } = await turn(prompt, { env: { ANTHROPIC_API_KEY: 'wrong-key', CLAUDE_CODE_MAX_RETRIES: '0' } });
  assert.deepEqual([result.is_error, /API key|authenticate/.test(result.result)], [true, true], result.result);
});

await scenario('error-404', async (prompt) => {
  const { result } = await turn(prompt);
  assert.deepEqual([result.is_error, /issue with the selected model/.test(result.result)], [true, true], result.result);
});

for (const name of ['error-429', 'error-529']) {
  await scenario(name, async (prompt) => assert.equal((await greets(prompt)).retries.length, 1));
}

// The client retries, so the final response is complete.
await scenario('error-stream', (prompt) => greets(prompt));

await scenario('cancel', async (prompt) => {
  const onEvent = ({ event }, child) => event?.delta?.text && child.kill('SIGINT');
  const { result } = await turn(prompt, { options: ['--include-partial-messages'], onEvent });
  assert.notEqual(result?.subtype, 'success');
  await cancelled();
});

if (process.env.UPSTREAM_API === 'responses') {
  await scenario('long-run', async (prompt) => {
    const { result, retries } = await turn(prompt);
    assert.equal(result?.result, Array.from({ length: 30 }, (_, number) => number).join(', '));
    assert.deepEqual(retries, []);
  });
}

absent('count-tokens', 'uses the usage of the last response');

await scenario('models', async () => {
  const env = { CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '' };
  await turn('Hello.', { env });
  const found = readFileSync(join(home, '.claude/cache/gateway-models.json'), 'utf8');
  assert.ok(found.includes(facts.model), found);
});
