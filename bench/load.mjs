// @ts-check
/** Sends requests, so many at a time, and reads every reply to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {string} body
 * @property {number} count how many requests
 * @property {number} concurrency how many at a time
 * @property {number} [ramp] ms over which the first ones are spread
 * @property {(reply: string) => void} check throws when a reply is not what it should be
 * @property {Pool} [pool] connections to use, otherwise some are made
 */

/** @typedef {{ firstTokens: number[], reads: number }} LoadResult ms to the first token of each reply; packets received */

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
 * @param {LoadResult} result grows as replies come in
 */
export async function send(load, result = { firstTokens: [], reads: 0 }) {
  const { url, body, count, concurrency, ramp = 0, check } = load;
  const pool = load.pool ?? connect(url, concurrency);
  let sent = 0;
  const client = async (/** @type {number} */ number) => {
    await sleep((ramp * number) / concurrency);
    while (sent < count) {
      sent += 1;
      check(await exchange(pool, body, result));
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
async function exchange(pool, body, result) {
  const sentAt = performance.now();
  const reply = await pool.request({ path: '/v1/messages', method: 'POST', headers, body });
  /** @type {Buffer[]} */
  const chunks = [];
  let hasToken = false;
  for await (const bytes of /** @type {AsyncIterable<Buffer>} */ (reply.body)) {
    chunks.push(bytes);
    result.reads += 1;
    if (hasToken || !TOKEN.test(bytes.toString('latin1'))) continue;
    hasToken = true;
    result.firstTokens.push(performance.now() - sentAt);
  }
  const text = Buffer.concat(chunks).toString();
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${text.slice(0, 500)}`);
  return text;
}
