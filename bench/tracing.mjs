// @ts-check
/** Measures the CPU time of tracing per request, with and without a collector that receives every span. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Imports a built module; its types come from the sources.
 * @param {string} path
 * @returns {Promise<unknown>}
 */
const built = (path) => import(new URL(`../dist/observability/tracing/${path}`, import.meta.url).href);

const { startTracing } = /** @type {typeof import('../src/observability/tracing/start-tracing.js')} */ (
  await built('start-tracing.js')
);
const { TraceContextRelay } = /** @type {typeof import('../src/observability/tracing/tracing.service.js')} */ (
  await built('tracing.service.js')
);

const requests = 10_000;

let bytes = 0;
const collector = createServer((request, response) => {
  request.on('data', (/** @type {Buffer} */ data) => (bytes += data.length)).on('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (collector.address());
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
// A dropped span would cost nothing, so the queue must hold all of them.
process.env.OTEL_BSP_MAX_QUEUE_SIZE = String(4 * requests);

const url = new URL('https://api.openai.com/v1/chat/completions');
const usage = { input_tokens: 9, output_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
const head = { method: 'POST', route: '/v1/messages', requestId: 'req_1', isProxied: true };
const responseFields = {
  model: 'claude-sonnet-5-5',
  upstreamModel: 'gpt-4o',
  provider: 'openai',
  isStream: true,
  usage,
};

/**
 * Sends an observer the events of one request with one upstream call.
 * @param {import('../src/request-context/request-observers.js').RequestObserver} observer
 */
function observeRequest(observer) {
  const known = {
    ...responseFields,
    head,
    isProxied: true,
    startedAt: performance.now(),
    status: 200,
    endedBy: 'done',
  };
  const context = /** @type {import('../src/request-context/request-record.js').RequestRecord} */ (
    /** @type {unknown} */ (known)
  );
  const call = { startedAt: performance.now(), url, headers: {}, status: 200 };
  observer.onStart?.(context);
  observer.onUpstreamCall?.(context, call);
  observer.onFirstToken?.(context);
  observer.onUpstreamEnd?.(context, call);
  observer.onEnd?.(context);
}

/**
 * @param {import('../src/request-context/request-observers.js').RequestObserver} observer
 * @param {() => Promise<void>} finish
 */
async function measure(observer, finish) {
  const before = process.cpuUsage();
  for (let request = 0; request < requests; request += 1) {
    observeRequest(observer);
    // Let the exporter run in between, as in the service.
    if (request % 50 === 0) await nextTurn();
  }
  await finish();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / requests).toFixed(1);
}

const relay = new TraceContextRelay();
const warmUp = startTracing(['otlp']);
await measure(warmUp.observer, warmUp.shutdown);
bytes = 0;
const { observer, shutdown } = startTracing(['otlp']);
console.log(`off: ${await measure(relay, () => Promise.resolve())} µs of CPU per request`);
console.log(
  `on:  ${await measure(observer, shutdown)} µs of CPU per request (collector included), ${Math.round(bytes / requests)} bytes sent`,
);
collector.close();
