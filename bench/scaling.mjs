// @ts-check
/** Measures how the cost scales with concurrent streams and body size, and how long a large body blocks the event loop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkerOf } from './checks.mjs';
import { send } from './load.mjs';
import { sendMessage } from './processes.mjs';
import { ofSize, small } from './requests.mjs';
import { median } from './statistics.mjs';
import { measure } from './workloads.mjs';

/**
 * @typedef {import('./workloads.mjs').Bench} Bench
 * @typedef {import('./workloads.mjs').Row} Row
 * @typedef {import('./processes.mjs').Program} Program
 */

const KB = 1_000;
const MB = 1_000 * KB;

const streamed = JSON.stringify({ ...small, stream: true });

/** Concurrent streams, and total streams. */
const crowds = /** @type {const} */ ([
  [1, 30],
  [10, 200],
  [100, 1_000],
  [1_000, 2_000],
]);

/** @type {import('./workloads.mjs').Work} */
const crowdOf100 = { response: 'paced', body: streamed, count: 100, concurrency: 100, ramp: 500 };

/** Body sizes, and the number of requests for each. */
const sizes = /** @type {const} */ ([
  [KB, 800],
  [10 * KB, 500],
  [100 * KB, 150],
  [MB, 20],
  [10 * MB, 3],
]);

/**
 * CPU per stream; each stream stays open for 100 ms.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
export async function streams(bench) {
  const rows = [];
  for (const [concurrency, count] of crowds) {
    const cpu = await medianCosts(bench, { response: 'held', body: streamed, count, concurrency, ramp: 100 });
    rows.push({ name: `CPU per stream, ${concurrency} concurrent`, unit: 'µs', values: cpu });
  }
  return rows;
}

/**
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
export async function bodies(bench) {
  const rows = [];
  for (const [size, count] of sizes) {
    const body = JSON.stringify(ofSize(size));
    const cpu = await medianCosts(bench, { response: 'completion', body, count, concurrency: 2 });
    const values = Object.fromEntries(
      Object.entries(cpu).map(([name, costs]) => [name, costs.map((cost) => cost / (size / KB))]),
    );
    rows.push({ name: `CPU per KB, request of ${nameOf(size)}`, unit: 'µs', values });
  }
  return rows;
}

/**
 * @param {Bench} bench
 * @param {import('./workloads.mjs').Work} work
 */
async function medianCosts(bench, work) {
  /** @type {Record<string, number[]>} */
  const costs = {};
  for (let round = 0; round < Math.min(3, bench.rounds); round += 1) {
    for (const program of bench.programs) {
      const { cpu } = await measure(bench, program, work);
      (costs[program.name] ??= []).push(cpu / work.count);
    }
  }
  return costs;
}

/**
 * The longest event-loop stall while 100 streams are open and one request of 1 KB, 1 MB or 10 MB arrives.
 * @param {Bench} bench
 * @returns {Promise<Row[]>}
 */
export async function stalls(bench) {
  const programs = await Promise.all(bench.programs.map(({ name }) => bench.start(name, { isObserved: true })));
  const rows = [];
  for (const [size, most] of /** @type {const} */ ([
    [KB, undefined],
    [MB, 20],
    [10 * MB, 1.5 * ownWork(10 * MB)],
  ])) {
    const { busy, clock } = await stallsOf(bench, programs, size);
    const name = `longest stall, 100 streams and a request of ${nameOf(size)}`;
    rows.push({ name, unit: 'ms CPU', values: busy, ...(most && { most }) });
    rows.push({ name: `${name}, wall clock`, unit: 'ms', values: clock });
  }
  await Promise.all(programs.map((program) => program.stop()));
  return rows;
}

/**
 * @param {Bench} bench
 * @param {readonly Program[]} programs
 * @param {number} size
 */
async function stallsOf(bench, programs, size) {
  /** @type {Record<'busy' | 'clock', Record<string, number[]>>} */
  const stalls = { busy: {}, clock: {} };
  const body = JSON.stringify(ofSize(size));
  for (let round = 0; round < Math.min(3, bench.rounds); round += 1) {
    for (const program of programs) {
      for (const { busy, clock } of await stallsBesideCrowd(bench, program, body)) {
        (stalls.busy[program.name] ??= []).push(busy);
        (stalls.clock[program.name] ??= []).push(clock);
      }
    }
  }
  return stalls;
}

/**
 * @param {Bench} bench
 * @param {Program} program
 * @param {string} body
 */
async function stallsBesideCrowd(bench, program, body) {
  /** @type {import('./load.mjs').LoadResult} */
  const progress = { firstTokens: [], reads: 0 };
  const crowd = measure(bench, program, crowdOf100, progress);
  while (progress.firstTokens.length < crowdOf100.count) await sleep(20);
  await sendMessage(bench.upstream, 'completion');
  const check = checkerOf('completion', program.name !== 'pass-through');
  const stalls = [];
  for (let request = 0; request < 3; request += 1) {
    await sendMessage(program, 'forget');
    await send({ url: program.url, body, count: 1, concurrency: 1, check });
    stalls.push(/** @type {{ busy: number, clock: number }} */ (await sendMessage(program, 'tell')));
  }
  await crowd;
  return stalls;
}

/**
 * The time (ms) that decoding, parsing and serializing a body of this size takes on its own.
 * @param {number} size
 */
function ownWork(size) {
  const bytes = Buffer.from(JSON.stringify(ofSize(size)));
  const times = Array.from({ length: 5 }, () => {
    const startedAt = performance.now();
    JSON.stringify(JSON.parse(bytes.toString()));
    return performance.now() - startedAt;
  });
  return median(times);
}

/** @param {number} bytes */
const nameOf = (bytes) => (bytes < MB ? `${bytes / KB} KB` : `${bytes / MB} MB`);
