import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { FaultServer } from '../support/fault-server.js';
import { runHostile } from './hostile-load.js';
import { MeasuredProxy } from './measured-proxy.js';
import type { Level } from './measured-proxy.js';
import { MixedLoad } from './mixed-load.js';
import { obey } from './obedient-upstream.js';
import { runLeavers, runStreams } from './stream-load.js';
import { Tally } from './tally.js';

/** Time (ms) for aborted connections to close. */
const SETTLING = 20_000;
/** Allowed heap difference between two measurements, in MiB: compiled code and bounded caches. */
const HEAP_SLACK = 12;
const WARM_UP = 15_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string' },
    clients: { type: 'string', default: '40' },
    /** The heap limit in MiB. The service must not take more than twice as much. */
    heap: { type: 'string' },
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const clients = Number(values.clients);
const milliseconds = (minutes: number): number => Number(values.minutes ?? minutes) * 60_000;

interface Run {
  readonly proxy: MeasuredProxy;
  readonly upstream: FaultServer;
  readonly url: string;
  readonly tally: Tally;
}

/** Runs a mixed load for the given time and reports every minute. */
async function mix({ proxy, url, tally }: Run, faults: number, duration: number): Promise<void> {
  const end = performance.now() + duration;
  const report = setInterval(() => {
    void proxy.measure().then((level) => console.log(`  ${tally.total} requests; ${describe(level)}`));
  }, 60_000);
  await new MixedLoad(url, { clients, faults }, tally).run(() => performance.now() > end || !proxy.isRunning);
  clearInterval(report);
}

const plans: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  soak: (run) => mix(run, 0.2, milliseconds(10)),
  chaos: async (run) => {
    console.log('1,000 concurrent streams');
    await runStreams(run.url, run.upstream, 1_000, run.tally);
    console.log('5,000 clients that disconnect');
    await runLeavers(run.url, 5_000, 100, run.tally);
    console.log('Mixed load, one request in two with a fault');
    await mix(run, 0.5, milliseconds(2));
  },
  requests: async ({ url, tally }) => {
    console.log(`${values.requests} hostile requests, seed ${values.seed}`);
    await runHostile(url, Number(values.requests), Number(values.seed), tally);
  },
};

const describe = (level: Level): string =>
  `heap ${level.heapMiB} MiB, resident ${level.residentMiB} MiB, ${level.sockets} sockets, ${level.files} files, ${level.timers} timers`;

/** Measures when all aborted work has ended. Anything left after the deadline is a leak. */
async function measureAtRest({ proxy, upstream }: Run, limit?: Level): Promise<Level> {
  const deadline = performance.now() + SETTLING;
  for (;;) {
    // Idle connections of the pool are not leaks.
    upstream.hangUp();
    await delay(1_000);
    const level = await proxy.measure();
    if (performance.now() > deadline || (limit && toLeaks(limit, level).length === 0)) return level;
  }
}

function toLeaks(before: Level, after: Level): string[] {
  return [
    ...(after.sockets > before.sockets ? ['sockets'] : []),
    ...(after.files > before.files ? ['files'] : []),
    ...(after.timers > before.timers ? ['timers'] : []),
    ...(after.heapMiB > before.heapMiB + HEAP_SLACK ? ['heap'] : []),
  ];
}

async function main(name: string): Promise<void> {
  const plan = plans[name];
  if (!plan) throw new Error(`Unknown run '${name}'. Valid names: ${Object.keys(plans).join(', ')}`);
  const upstream = await FaultServer.start();
  upstream.play = obey;
  const proxy = await MeasuredProxy.start(
    {
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_REQUEST_TIMEOUT: '60',
      // A ping would start the stream and change the outcome of a fault on a busy machine.
      CLAUDE_PROXY_PING_INTERVAL: '120',
      CLAUDE_PROXY_DRAIN_TIMEOUT: '2',
      OPENAI_API_KEY: 'sk-soak',
      OPENAI_BASE_URL: upstream.baseUrl.href,
    },
    values.heap ? [`--max-old-space-size=${values.heap}`] : [],
  );
  const run: Run = { proxy, upstream, url: proxy.url ?? '', tally: new Tally() };
  await mix({ ...run, tally: new Tally() }, 0.3, WARM_UP);
  const before = await measureAtRest(run);
  console.log(`Before: ${describe(before)}`);
  await plan(run);
  const after = await measureAtRest(run, before);
  console.log(`After:  ${describe(after)}`);
  for (const leak of toLeaks(before, after)) run.tally.addProblem(`a leak of ${leak}`);
  if (proxy.errors > 0) run.tally.addProblem(`${proxy.errors} errors in the log`);
  console.log(`Peak of resident memory: ${proxy.peakMiB} MiB`);
  if (proxy.peakMiB > 2 * Number(values.heap ?? Infinity))
    run.tally.addProblem(`resident memory of ${proxy.peakMiB} MiB`);
  const exitCode = await proxy.stop();
  if (exitCode !== 0) run.tally.addProblem(`the service exited with code ${exitCode}`);
  await upstream.close();
  console.log(`${run.tally.total} requests`);
  run.tally.print();
  process.exitCode = run.tally.problems.length === 0 ? 0 : 1;
}

await main(positionals[0] ?? 'soak');
