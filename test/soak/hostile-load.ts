import fc from 'fast-check';
import { requestBodies } from '../support/fuzz-inputs.js';
import { RawClient } from '../support/raw-client.js';
import { describeOutcome } from '../support/outcome.js';
import { Client } from './client.js';
import type { Tally } from './tally.js';

const AT_ONCE = 32;
const BATCH = 2_000;

interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const odd = fc.string({ unit: 'binary', maxLength: 30 });
/** Every character that Node.js allows in a header value. */
const headerText = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
});
const jsonish = fc.oneof(
  requestBodies,
  fc.json(),
  odd,
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

const requests: fc.Arbitrary<Hostile> = fc.record({
  method: fc.oneof(
    { arbitrary: fc.constant('POST'), weight: 9 },
    fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
  ),
  path: fc.oneof(
    { arbitrary: fc.constantFrom('/v1/messages', '/v1/messages?beta=true', '/v1/messages/count_tokens'), weight: 9 },
    fc.constantFrom('/', '//', '/v1/models/x', '/health', '/livez', '/readyz', '/metrics', '/api/event_logging/batch'),
    fc.webPath(),
    fc.webQueryParameters().map((query) => `/v1/models?${query}`),
    fc.constantFrom('/%', '/%ff', '/..%2f..%2fetc/passwd', `/${'x'.repeat(9_000)}`, '/__proto__', '/constructor'),
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'x-api-key',
      'authorization',
      'anthropic-version',
      'anthropic-beta',
      'x-request-id',
      'traceparent',
      'accept-encoding',
      'content-encoding',
      'user-agent',
      'x-forwarded-for',
    ),
    headerText,
    { maxKeys: 3 },
  ),
  body: jsonish,
});

const rawBytes: fc.Arbitrary<string> = fc.oneof(
  odd,
  fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'CONNECT', 'BREW', ''),
      odd,
      fc.constantFrom('HTTP/1.1', 'HTTP/9.9', ''),
      odd,
      odd,
    )
    .map(
      ([method, path, version, name, value]) => `${method} /${path} ${version}\r\nhost: x\r\n${name}: ${value}\r\n\r\n`,
    ),
  fc
    .tuple(
      fc.constantFrom('5', '-1', '1e3', '0x10', '99999999999999999999', ''),
      fc.constantFrom('', 'transfer-encoding: chunked\r\n'),
      odd,
    )
    .map(
      ([length, more, body]) =>
        `POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n${more}\r\n${body}`,
    ),
);

/** Sends hostile requests. Every response must be one that the proxy defines. */
export async function runHostile(url: string, count: number, seed: number, tally: Tally): Promise<void> {
  const client = new Client(url);
  for (let sent = 0; sent < count; sent += BATCH) {
    const size = Math.min(BATCH, count - sent);
    const batch = fc.sample(requests, { numRuns: Math.ceil(size * 0.9), seed: seed + sent });
    const raw = fc.sample(rawBytes, { numRuns: Math.floor(size * 0.1), seed: seed + sent });
    await atOnce([
      ...batch.map((one) => () => sendOne(client, one, tally)),
      ...raw.map((one) => () => sendRaw(url, one, tally)),
    ]);
    if ((sent + size) % 20_000 === 0) console.log(`  ${sent + size} requests, ${tally.problems.length} problems`);
  }
  client.close();
}

async function atOnce(tasks: (() => Promise<void>)[]): Promise<void> {
  const work = async (): Promise<void> => {
    for (let task = tasks.pop(); task; task = tasks.pop()) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function sendOne(client: Client, request: Hostile, tally: Tally): Promise<void> {
  const { method, body, ...rest } = request;
  try {
    const reply = await client.ask({ method, ...rest, ...(method !== 'GET' && { body }) });
    const isMessage = rest.path.startsWith('/v1/messages') && method === 'POST' && !rest.path.includes('count');
    const isErrorOfHttp = [405, 408, 414, 415, 417, 431].includes(reply.status);
    const outcome = isMessage && !isErrorOfHttp ? await describeOutcome(reply.clone()) : String(reply.status);
    tally.count(outcome);
    if (reply.status >= 400 && !(await reply.text()).startsWith('{"type":"error"'))
      tally.addProblem(`no envelope: ${quote(request)}`);
    if (reply.status >= 500 || outcome.startsWith('`')) tally.addProblem(`${outcome} for ${quote(request)}`);
  } catch (error) {
    tally.addProblem(`${String(error)} for ${quote(request)}`);
  }
}

async function sendRaw(url: string, text: string, tally: Tally): Promise<void> {
  const client = await RawClient.connect(url);
  client.send(Buffer.from(text, 'latin1')).socket.end();
  const status = /^HTTP\/1\.1 (\d)/.exec(await client.all())?.[1];
  tally.count(status === undefined ? 'raw: closed' : `raw: ${status}xx`);
  if (status === '5') tally.addProblem(`${client.received.slice(0, 200)} for ${JSON.stringify(text)}`);
}

const quote = (request: Hostile): string =>
  JSON.stringify({ ...request, body: request.body.toString() }).slice(0, 2_000);
