// @ts-check
/** Sends requests with a fixed concurrency and reads every response to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {string} body
 * @property {number} count total number of requests
 * @property {number} concurrency number of concurrent requests
 * @property {number} [ramp] time over which the first requests are spread, in ms
 * @property {(response: string) => void} check throws if a response is not as expected
 * @property {Pool} [pool] connections to use; created if absent
 */

/** @typedef {{ firstTokens: number[], reads: number }} LoadResult time to the first token of each response, in ms; packets received */

const headers = { 'content-type': 'application/json', 'x-api-key': 'bench-client-key' };
const TOKEN = /"content":"[^"]|_delta"/;

/**
 * @param {string} url
 * @param {number} connections
 */
export const connect = (url, connections) =>
  new Pool(url, { connections, pipelining: 1, headersTimeout: 20_000, bodyTimeout: 20_000 });

/**
 * @param {Load} load
 * @param {LoadResult} result updated as responses arrive
 */
export async function send(load, result = { firstTokens: [], reads: 0 }) {
  const { url, body, count, concurrency, ramp = 0, check } = load;
  const pool = load.pool ?? connect(url, concurrency);
  let sent = 0;
  const client = async (/** @type {number} */ number) => {
    await sleep((ramp * number) / concurrency);
    while (sent < count) {
      sent += 1;
      check(await sendOne(pool, body, result));
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, (_, number) => client(number)));
  } finally {
    if (!load.pool) await pool.destroy();
  }
  return result;
}

/**
 * @param {Pool} pool
 * @param {string} body
 * @param {LoadResult} result
 */
async function sendOne(pool, body, result) {
  const sentAt = performance.now();
  const response = await pool.request({ path: '/v1/messages', method: 'POST', headers, body });
  /** @type {Buffer[]} */
  const chunks = [];
  let hasToken = false;
  for await (const bytes of /** @type {AsyncIterable<Buffer>} */ (response.body)) {
    chunks.push(bytes);
    result.reads += 1;
    if (hasToken || !TOKEN.test(bytes.toString('latin1'))) continue;
    hasToken = true;
    result.firstTokens.push(performance.now() - sentAt);
  }
  const text = Buffer.concat(chunks).toString();
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text.slice(0, 500)}`);
  return text;
}
