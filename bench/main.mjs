// @ts-check
/**
 * Compares the proxy with a minimal implementation and a pass-through. Run `npm run bench`, or a shorter version:
 * `npm run bench -- --quick --only small,burst`. See docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { inBench, start } from './processes.mjs';
import { toTable } from './report.mjs';
import { bodies, stalls, streams } from './scaling.mjs';
import { workloads } from './workloads.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    proxy: { type: 'string', default: inBench('../bundle/dist/main.js') },
    node: { type: 'string', default: process.execPath },
    json: { type: 'string', default: inBench('last-run.json') },
    docs: { type: 'boolean', default: false },
  },
});

/** @type {Record<string, (bench: import('./workloads.mjs').Bench) => Promise<import('./workloads.mjs').Row[]>>} */
const all = { ...workloads, streams, bodies, stalls };
const chosen = options.only?.split(',') ?? Object.keys(all);
for (const name of chosen) {
  if (!all[name])
    throw new Error(`Unknown workload '${name}'. Valid values for --only: ${Object.keys(all).join(', ')}`);
}

const upstream = await start('upstream', [process.execPath, inBench('upstream.mjs')]);
const environment = {
  OPENAI_BASE_URL: `${upstream.url}/v1`,
  OPENAI_API_KEY: 'bench-provider-key',
  CLAUDE_PROXY_AUTH_KEY: 'bench-client-key',
  CLAUDE_PROXY_BIG_MODEL: 'gpt-4.1',
  CLAUDE_PROXY_HOST: '127.0.0.1',
  CLAUDE_PROXY_PORT: '0',
};
/** @type {Record<string, string>} */
const files = { proxy: options.proxy, bare: inBench('bare.mjs'), 'pass-through': inBench('pass-through.mjs') };

/** @type {import('./workloads.mjs').Bench['start']} */
const startProgram = (name, { isObserved = false, variables = {} } = {}) => {
  const preload = isObserved ? ['--import', inBench('loop-delay.mjs')] : [];
  return start(name, [options.node, ...preload, files[name] ?? ''], { ...environment, ...variables });
};
const programs = await Promise.all(Object.keys(files).map((name) => startProgram(name)));
const node = execFileSync(options.node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
const bench = {
  node,
  rounds: Number(options.rounds ?? (options.quick ? 3 : 9)),
  upstream,
  programs,
  start: startProgram,
};

const rows = [];
for (const name of chosen) {
  console.error(`${name} …`);
  rows.push(...((await all[name]?.(bench)) ?? []));
}
await Promise.all([upstream, ...programs].map((program) => program.stop()));

const machine = `${cpus().length} × ${cpus()[0]?.model}, Node ${node}`;
const table = toTable(rows);
console.log(`${machine}, ${bench.rounds} rounds: median (minimum–maximum)\n\n${table}`);
writeFileSync(options.json, `${JSON.stringify({ machine, rounds: bench.rounds, rows }, null, 1)}\n`);
if (options.docs) writeDocs(`${machine}, ${bench.rounds} rounds.\n\n${table}`);

/** @param {string} table */
function writeDocs(table) {
  const page = inBench('../docs/performance.md');
  const between = /(?<=<!-- npm run bench -->\n\n).*?(?=\n\n<!-- end -->)/s;
  writeFileSync(page, readFileSync(page, 'utf8').replace(between, table));
}
