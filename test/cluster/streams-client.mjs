// @ts-check
/**
 * Runs in a pod: opens streams through the Service and, until the last one ends, sends short requests on new connections.
 * The pod is ready when every stream has begun. Its termination message reports the results.
 */
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { SERVICE = '', STREAMS = '', WORDS = '' } = process.env;
const word = 'word ';
let begun = 0;

/** @type {(fields: object, onText?: (text: string) => void) => Promise<string>} */
function ask(fields, onText = () => undefined) {
  const body = JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 1_000_000, ...fields });
  const headers = { 'content-type': 'application/json', 'x-api-key': 'client-key' };
  return new Promise((resolve, reject) => {
    // A new connection, so that Kubernetes selects a pod again.
    const sent = request(`${SERVICE}/v1/messages`, { method: 'POST', headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => onText((text += chunk)));
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** Resolves with the duration of a stream in seconds, and its end time. */
async function stream() {
  let hasBegun = false;
  const start = Date.now();
  const messages = [{ role: 'user', content: word.repeat(Number(WORDS)) }];
  const text = await ask({ stream: true, messages }, (soFar) => {
    if (!hasBegun && soFar.includes('content_block_delta')) begun += 1;
    hasBegun ||= soFar.includes('content_block_delta');
  });
  const words = text.split(word).length - 1;
  if (words !== Number(WORDS)) throw new Error(`${words} words of ${WORDS}: …${text.slice(-300)}`);
  if (!text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')) throw new Error(text.slice(-300));
  return { seconds: (Date.now() - start) / 1_000, endedAt: Date.now() };
}

/** @param {() => boolean} isOver */
async function askShortly(isOver) {
  const outcome = { short: 0, shortFailures: /** @type {string[]} */ ([]) };
  for (; !isOver(); await sleep(200)) {
    outcome.short += 1;
    await ask({ messages: [{ role: 'user', content: 'Hello' }] }).catch((error) => {
      outcome.shortFailures.push(String(error).slice(0, 300));
    });
  }
  return outcome;
}

createServer((_, response) => {
  response.writeHead(begun === Number(STREAMS) ? 200 : 503).end();
}).listen(8080);
let isOver = false;
const short = askShortly(() => isOver);
const results = await Promise.allSettled(Array.from({ length: Number(STREAMS) }, stream));
isOver = true;
const whole = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
const report = {
  whole: whole.length,
  shortestSeconds: Math.min(...whole.map(({ seconds }) => seconds)),
  firstEndedAt: Math.min(...whole.map(({ endedAt }) => endedAt)),
  failures: results.flatMap((result) => (result.status === 'rejected' ? String(result.reason).slice(0, 300) : [])),
  ...(await short),
};
writeFileSync('/dev/termination-log', JSON.stringify(report).slice(0, 4_096));
process.exit(0);
