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

/** Time (ms) for connections that were given up to be gone. */
const SETTLING = 20_000;
/** What a heap may differ by from one measurement to the next, in MiB: compiled code, caches that are bounded. */
const HEAP_SLACK = 12;
const WARM_UP = 15_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string' },
    clients: { type: 'string', default: '40' },
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

/** Runs a mixed load for so long, and says every minute how it goes. */
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
    console.log('1,000 streams at once');
    await runStreams(run.url, run.upstream, 1_000, run.tally);
    console.log('5,000 clients that leave');
    await runLeavers(run.url, 5_000, 100, run.tally);
    console.log('Every second request is spoilt');
    await mix(run, 0.5, milliseconds(2));
  },
  requests: async ({ url, tally }) => {
    console.log(`${values.requests} hostile requests, seed ${values.seed}`);
    await runHostile(url, Number(values.requests), Number(values.seed), tally);
  },
};

const describe = (level: Level): string =>
  `heap ${level.heapMiB} MiB, resident ${level.residentMiB} MiB, ${level.sockets} sockets, ${level.files} files, ${level.timers} timers`;

/** Measures once everything that was given up is gone; what is not gone by then is a leak. */
async function measureAtRest({ proxy, upstream }: Run, limit?: Level): Promise<Level> {
  const deadline = performance.now() + SETTLING;
  for (;;) {
    // The idle connections of the pool belong to nobody.
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
  if (!plan) throw new Error(`What to run is one of ${Object.keys(plans).join(', ')}`);
  const upstream = await FaultServer.start();
  upstream.play = obey;
  const proxy = await MeasuredProxy.start({
    CLAUDE_PROXY_HOST: '127.0.0.1',
    CLAUDE_PROXY_PORT: '0',
    CLAUDE_PROXY_REQUEST_TIMEOUT: '60',
    // A ping would begin the stream, and a busy machine must not change how a fault ends.
    CLAUDE_PROXY_PING_INTERVAL: '120',
    CLAUDE_PROXY_DRAIN_TIMEOUT: '2',
    OPENAI_API_KEY: 'sk-soak',
    OPENAI_BASE_URL: upstream.baseUrl.href,
  });
  const run: Run = { proxy, upstream, url: proxy.url ?? '', tally: new Tally() };
  await mix({ ...run, tally: new Tally() }, 0.3, WARM_UP);
  const before = await measureAtRest(run);
  console.log(`Before: ${describe(before)}`);
  await plan(run);
  const after = await measureAtRest(run, before);
  console.log(`After:  ${describe(after)}`);
  for (const leak of toLeaks(before, after)) run.tally.blame(`a leak of ${leak}`);
  if (proxy.errors > 0) run.tally.blame(`${proxy.errors} errors in the log`);
  const exitCode = await proxy.stop();
  if (exitCode !== 0) run.tally.blame(`the service ended with ${exitCode}`);
  await upstream.close();
  console.log(`${run.tally.total} requests`);
  run.tally.print();
  process.exitCode = run.tally.problems.length === 0 ? 0 : 1;
}

await main(positionals[0] ?? 'soak');
