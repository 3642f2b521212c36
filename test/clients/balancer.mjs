// @ts-check
/** Sends each request to a random replica of the proxy, in the same order in each run. */
import { createServer, request } from 'node:http';
import { listenOnLoopback } from './chat-server.mjs';

/** @param {string[]} replicas the URLs of the replicas */
export async function startBalancer(replicas) {
  const random = createRandom(17);
  const counts = replicas.map(() => 0);
  const server = createServer((incoming, outgoing) => {
    const index = random(replicas.length);
    const { method, headers, url = '/' } = incoming;
    counts[index] = (counts[index] ?? 0) + 1;
    const forwarded = request(new URL(url, replicas[index]), { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  return { ...(await listenOnLoopback(server)), counts };
}

/**
 * A linear congruential generator: returns numbers from 0 to below a limit.
 * @param {number} seed
 */
function createRandom(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
