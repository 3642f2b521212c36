// @ts-check
/** The workloads. Each round runs every program in turn, so that other load on the machine affects all of them alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkerOf } from './checks.mjs';
import { costs } from './costs.mjs';
import { connect, send } from './load.mjs';
import { sendMessage, cpuOf, memoryOf } from './processes.mjs';
import { small } from './requests.mjs';
import { median, quantile } from './statistics.mjs';

/**
 * @typedef {import('./processes.mjs').Program} Program
 * @typedef {import('./responses.mjs').ResponseName} ResponseName
 * @typedef {import('./costs.mjs').Cost} Cost
 * @typedef {import('./costs.mjs').Work} Work
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {string} unit
 * @property {Record<string, number[]>} values one value per round, by program
 * @property {number} [ratio] target: maximum ratio to the bare program
 * @property {'pass-through'} [base] the program that the ratio is to, instead of the bare one
 * @property {number} [most] target: maximum value
 *
 * @typedef {object} Bench
 * @property {number} rounds
 * @property {string} node Node.js version of the measured programs
 * @property {Program} upstream
 * @property {readonly Program[]} programs long-running instances of the measured programs
 * @property {(name: string, options?: import('./processes.mjs').StartOptions) => Promise<Program>} start starts another instance
 */

const streamed = JSON.stringify({ ...small, stream: true });

/**
 * Runs a workload against one program and measures its CPU time (µs).
 * @param {Bench} bench
 * @param {Program} program
 * @param {Work} work
 * @param {import('./load.mjs').LoadResult} [progress]
 */
export async function measure({ upstream }, program, { response, ...work }, progress) {
  await sendMessage(upstream, response);
  const check = checkerOf(response, !['pass-through', 'direct'].includes(program.name));
  const before = cpuOf(program.pid);
  const result = await send({ url: program.url, check, ...work }, progress);
  // The last log lines are written after the last response.
  await sleep(20);
  return { ...result, cpu: cpuOf(program.pid) - before };
}

/**
 * @param {Bench} bench
 * @param {(program: Program, round: number) => Promise<Record<string, number>>} one
 * @param {readonly Program[]} [programs]
 */
async function inRounds({ rounds, programs: all }, one, programs = all) {
  /** @type {Record<string, Record<string, number[]>>} */
  const series = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const program of round % 2 ? programs.toReversed() : programs) {
      for (const [what, value] of Object.entries(await one(program, round))) {
        const values = (series[what] ??= {});
        (values[program.name] ??= []).push(value);
      }
    }
  }
  return series;
}

/**
 * @param {Bench} bench
 * @param {string} id
 * @returns {Promise<Row[]>}
 */
async function cost(bench, id) {
  const chosen = costs[id];
  if (!chosen) throw new Error(`Unknown workload ${id}`);
  const { variables, base } = chosen;
  if (!variables) return measureCost(bench, chosen);
  const names = base ? ['proxy', base] : bench.programs.map(({ name }) => name);
  const programs = await Promise.all(names.map((name) => bench.start(name, { variables })));
  const rows = await measureCost({ ...bench, programs }, chosen);
  await Promise.all(programs.map((program) => program.stop()));
  return rows;
}

/**
 * @param {Bench} bench
 * @param {Cost} chosen
 * @returns {Promise<Row[]>}
 */
async function measureCost(bench, { name, ratio, base, events = 1, work }) {
  // Warm-up: V8 optimizes code only after thousands of calls.
  for (let round = 0; round < 4; round += 1) await inTurns(bench, work);
  /** @type {Record<string, number[]>} */
  const cpu = {};
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const [program, time] of Object.entries(await inTurns(bench, work)))
      (cpu[program] ??= []).push(time / work.count / events);
  }
  return [{ name, unit: 'µs', values: cpu, ratio, ...(base && { base }) }];
}

/**
 * Runs the same workload against every program, a tenth at a time, so that other load affects all of them alike.
 * @param {Bench} bench
 * @param {Work} work
 * @returns {Promise<Record<string, number>>} CPU time (µs) by program
 */
async function inTurns({ upstream, programs }, { response, body, count, concurrency }) {
  await sendMessage(upstream, response);
  const loads = programs.map(({ name, url, pid }) => {
    const check = checkerOf(response, name !== 'pass-through' && !response.startsWith('native'));
    const before = cpuOf(pid);
    return { name, pid, before, url, body, concurrency, check, count: count / 10, pool: connect(url, concurrency) };
  });
  for (let turn = 0; turn < 10; turn += 1) {
    for (const load of turn % 2 ? loads.toReversed() : loads) await send(load);
  }
  // The last log lines are written after the last response.
  await sleep(400);
  await Promise.all(loads.map(({ pool }) => pool.destroy()));
  return Object.fromEntries(loads.map(({ name, pid, before }) => [name, cpuOf(pid) - before]));
}

/**
 * The latency that a program adds before the first token, with one request at a time.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
async function firstToken(bench) {
  /** @type {Work} */
  const work = { response: 'first', body: streamed, count: 150, concurrency: 1 };
  const programs = [{ ...bench.upstream, name: 'direct' }, ...bench.programs];
  const { time = {} } = await inRounds(
    bench,
    async (program) => ({ time: median((await measure(bench, program, work)).firstTokens) }),
    programs,
  );
  const { direct = [], ...others } = time;
  /** @type {Record<string, number[]>} */
  const values = {};
  for (const [name, times] of Object.entries(others)) {
    values[name] = times.map((value, round) => value - (direct[round] ?? NaN));
  }
  return [{ name: 'added time to first token', unit: 'ms', values, most: 1 }];
}

/**
 * CPU time to start, and idle memory.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
async function startUp(bench) {
  const { cpu = {}, memory = {} } = await inRounds(bench, async ({ name }) => {
    const program = await bench.start(name);
    await sleep(1_000);
    const memory = memoryOf(program.pid);
    await program.stop();
    return { cpu: program.cpuAtReady, memory };
  });
  return [
    { name: 'CPU, start until ready', unit: 'ms', values: cpu, most: Number.parseInt(bench.node) >= 24 ? 800 : 1200 },
    { name: 'memory, idle', unit: 'MB', values: memory, most: 130 },
  ];
}

/**
 * 500 concurrent streams of 40 events, 150 ms apart, through freshly started programs.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
async function paced(bench) {
  /** @type {Work} */
  const work = { response: 'paced', body: streamed, count: 500, concurrency: 500, ramp: 1_500 };
  const {
    memory = {},
    p50 = {},
    p99 = {},
    cpu = {},
  } = await inRounds(bench, async ({ name }) => {
    const program = await bench.start(name);
    let memory = 0;
    const sampler = setInterval(() => (memory = Math.max(memory, memoryOf(program.pid))), 100);
    await measure(bench, program, work);
    const result = await measure(bench, program, work);
    clearInterval(sampler);
    await program.stop();
    return {
      memory,
      p50: median(result.firstTokens),
      p99: quantile(result.firstTokens, 0.99),
      cpu: result.cpu / work.count / 40,
    };
  });
  return [
    { name: 'memory, 500 concurrent streams', unit: 'MB', values: memory, ratio: 1.4 },
    { name: 'CPU per event, 500 concurrent streams', unit: 'µs', values: cpu },
    { name: 'time to first token, 500 concurrent streams, p50', unit: 'ms', values: p50 },
    { name: 'time to first token, 500 concurrent streams, p99', unit: 'ms', values: p99 },
  ];
}

/** @type {Record<string, (bench: Bench) => Promise<Row[]>>} */
export const workloads = {
  ...Object.fromEntries(Object.keys(costs).map((id) => [id, (/** @type {Bench} */ bench) => cost(bench, id)])),
  'first-token': firstToken,
  paced,
  start: startUp,
};
