// @ts-check
/** Runs in a pod: polls the readiness of another pod. Its termination message reports when that pod became unready. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { POD = '' } = process.env;
const status = async () => (await fetch(`${POD}/readyz`)).status;

let isWatching = false;
createServer((_, response) => {
  response.writeHead(isWatching ? 200 : 503).end();
}).listen(8080);
while ((await status()) !== 200) await sleep(100);
isWatching = true;
while ((await status()) === 200) await sleep(20);
writeFileSync('/dev/termination-log', JSON.stringify({ status: await status(), at: Date.now() }));
process.exit(0);
