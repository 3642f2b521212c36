import { parseArgs } from 'node:util';
import { AttackUpstream } from '../support/memory/attack-upstream.js';
import { type Attack, memoryAttacks } from '../support/memory/attacks.js';
import { MeasuredProxy } from './measured-proxy.js';

const { values } = parseArgs({
  allowPositionals: true,
  options: { heap: { type: 'string', default: '256' }, only: { type: 'string', default: '' } },
});
/** The memory of a container in which Node.js has this heap by default: half of it. */
const containerMiB = 2 * Number(values.heap);

/** Runs one attack against a process of its own. Returns whether the process survived within the container's memory. */
async function measure(attack: Attack): Promise<boolean> {
  const upstream = await AttackUpstream.start();
  const proxy = await MeasuredProxy.start(
    {
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_DRAIN_TIMEOUT: '1',
      OPENAI_API_KEY: 'sk-memory',
      OPENAI_BASE_URL: upstream.baseUrl,
    },
    [`--max-old-space-size=${values.heap}`],
  );
  const outcomes = await attack.run(proxy.url ?? '', upstream);
  const peak = proxy.isRunning ? proxy.peakMiB : Infinity;
  const isAlive = proxy.isRunning && (await fetch(`${proxy.url}/livez`)).ok;
  const summary = Object.entries(outcomes).map(([outcome, times]) => `${times} × ${outcome}`);
  console.log(`| ${attack.name} | ${attack.clients} | ${summary.join(', ')} | ${isAlive ? `${peak} MiB` : 'DIED'} |`);
  upstream.close();
  if (proxy.isRunning) await proxy.stop();
  return isAlive && peak <= containerMiB;
}

let failures = 0;
console.log(
  `| Attack, at a heap of ${values.heap} MiB | Clients | Outcomes | Peak of resident memory |\n| --- | --- | --- | --- |`,
);
for (const attack of memoryAttacks) {
  if (attack.name.includes(values.only) && !(await measure(attack))) failures += 1;
}
console.log(failures === 0 ? 'The service survived every attack.' : `${failures} attacks exceeded the memory.`);
process.exitCode = failures === 0 ? 0 : 1;
