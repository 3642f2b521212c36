import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultServer } from '../support/fault-server.js';
import type { Play } from '../support/fault-server.js';
import { aRequest, post } from '../support/running-proxy.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { respondAndClose, upstreamFaults } from '../support/upstream-faults.js';

const OWN_KEY = 'sk-MARKED-own-key-0123456789';
const CLIENT_KEY = 'sk-MARKED-client-key-0123456789';
const HEADER = 'MARKED-header-0123456789';
const KEYS = [OWN_KEY, CLIENT_KEY, HEADER];
const PROMPT = 'MARKED-prompt';
const MARK = /MARKED/;

/** A request whose every text is a secret. */
const marked = (stream: boolean): Record<string, unknown> =>
  aRequest({
    stream,
    system: [{ type: 'text', text: `${PROMPT} system` }],
    metadata: { user_id: `${PROMPT} user` },
    stop_sequences: [`${PROMPT} stop`],
    tools: [{ name: 'look', description: `${PROMPT} tool`, input_schema: { type: 'object', title: PROMPT } }],
    messages: [
      { role: 'user', content: `${PROMPT} text` },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'look', input: { at: PROMPT } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: `${PROMPT} result` }] },
    ],
    unknown_field: PROMPT,
  });

/** Says back what it was sent, key and all, as some servers do. */
const sayBack =
  (status: number): Play =>
  (socket, { head, body }) => {
    const error = JSON.stringify({ error: { message: `No: ${head} ${body.slice(0, 900)}`, code: 'no', type: 'no' } });
    socket.end(
      `HTTP/1.1 ${status} No\r\nx-request-id: up\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(error)}\r\n\r\n${error}`,
    );
  };
const sayBackInStream: Play = (socket, { head, body }) =>
  void socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ${JSON.stringify({ error: { message: `${head} ${body}` } })}\n\n`,
  );
const sayBackGarbage: Play = (socket, { head }) => void socket.end(head);

const plays: readonly Play[] = [
  respondAndClose,
  ...[400, 401, 403, 404, 413, 422, 429, 500, 503].map(sayBack),
  sayBackInStream,
  sayBackGarbage,
  ...upstreamFaults.filter(({ name }) => !/MiB|endlessly/.test(name)).map(({ play }) => play),
];

const broken = (body: string): readonly string[] => [
  body.slice(0, -9),
  body.replace('"role"', '"r\u0000le"'),
  body.replace(/"max_tokens":\d+/, `"max_tokens":"${PROMPT}"`),
  body.replace('"user"', `"${PROMPT}"`),
];

describe.each([
  ['a key of its own', { OPENAI_API_KEY: OWN_KEY, CLAUDE_PROXY_AUTH_KEY: CLIENT_KEY }],
  ['the keys of its clients', {}],
])('with %s, the service', (_, keys) => {
  let upstream: FaultServer;
  let collector: FaultServer;
  let proxy: SpawnedProxy;
  let url: string;
  const traces: string[] = [];

  beforeAll(async () => {
    upstream = await FaultServer.start();
    collector = await FaultServer.start();
    collector.play = (socket, { head, body }) => {
      traces.push(head + body);
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    };
    proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_LOG_LEVEL: 'debug',
      CLAUDE_PROXY_UPSTREAM_HEADERS: JSON.stringify({ 'x-account': HEADER }),
      OPENAI_BASE_URL: upstream.baseUrl.href,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.baseUrl.origin,
      ...keys,
    });
    url = await proxy.listening();
  });
  afterAll(async () => {
    proxy.kill('SIGKILL');
    await proxy.exit;
    await upstream.close();
    await collector.close();
  });

  const replies: string[] = [];
  const note = async (response: Response): Promise<void> => {
    replies.push(JSON.stringify([...response.headers]) + (await response.text()));
  };
  const ask = async (path: string, body: unknown, key: string): Promise<void> =>
    note(await post(`${url}${path}`, body, { 'x-api-key': key, authorization: `Bearer ${key}` }));

  it('never returns a key, however a request ends', async () => {
    for (const play of plays) {
      upstream.play = play;
      for (const stream of [false, true]) await ask('/v1/messages', marked(stream), CLIENT_KEY);
    }
    upstream.play = respondAndClose;
    for (const body of broken(JSON.stringify(marked(false)))) await ask('/v1/messages', body, CLIENT_KEY);
    await ask('/v1/messages', marked(false), `${CLIENT_KEY}-wrong`);
    await ask(`/v1/${PROMPT}?key=${CLIENT_KEY}`, {}, CLIENT_KEY);
    await ask('/v1/messages/count_tokens', marked(false), CLIENT_KEY);
    for (const key of KEYS) expect(replies.filter((reply) => reply.includes(key))).toEqual([]);
    expect(replies.length).toBeGreaterThan(2 * plays.length);
    // They were there to be told.
    expect(upstream.requests.filter(({ head }) => head.includes(HEADER)).length).toBeGreaterThan(plays.length);
  }, 120_000);

  it('returns neither keys nor prompts from its own endpoints', async () => {
    for (const path of ['/', '/health', '/metrics', '/livez', '/readyz', '/openapi.json', '/v1/models']) {
      const response = await fetch(url + path, { headers: { 'x-api-key': CLIENT_KEY } });
      // On a busy machine, readiness may be lost for a moment.
      expect(path === '/readyz' ? [200, 503] : [200]).toContain(response.status);
      expect(await response.text()).not.toMatch(MARK);
    }
  });

  it('shows neither in its title', () => {
    for (const file of ['cmdline', 'comm'])
      expect(readFileSync(`/proc/${proxy.pid}/${file}`, 'utf8')).not.toMatch(MARK);
  });

  it('logs and traces neither, at any level', async () => {
    proxy.kill('SIGTERM');
    await proxy.exit;
    expect(proxy.log.filter((line) => line['level'] === 'debug').length).toBeGreaterThan(0);
    expect(proxy.log.filter(({ message }) => message === 'request').length).toBeGreaterThan(2 * plays.length);
    expect(proxy.log.filter((line) => MARK.test(JSON.stringify(line)))).toEqual([]);
    expect(traces.length).toBeGreaterThan(0);
    expect(traces.filter((trace) => MARK.test(trace))).toEqual([]);
  });
});

describe('a key of a caller that no pattern recognizes', () => {
  const KEY = 'correct-horse-battery-staple';
  const error = JSON.stringify({ error: { message: `The key ${KEY} is not valid (${KEY})`, type: 'invalid' } });

  it.each<[string, Play]>([
    [
      'in an HTTP error',
      (socket) =>
        void socket.end(
          `HTTP/1.1 400 No\r\ncontent-type: application/json\r\ncontent-length: ${error.length}\r\n\r\n${error}`,
        ),
    ],
    [
      'in the first event of a stream',
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ${error}\n\n`),
    ],
    [
      'in a later event of a stream',
      (socket) =>
        void socket.end(
          `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: {"choices":[{"delta":{"content":"Hi"}}]}\n\ndata: ${error}\n\n`,
        ),
    ],
  ])('is masked in the response and in the log when the upstream quotes it %s', async (_, play) => {
    const upstream = await FaultServer.start();
    upstream.play = play;
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_LOG_LEVEL: 'debug',
      OPENAI_BASE_URL: upstream.baseUrl.href,
    });
    const url = await proxy.listening();
    for (const stream of [false, true]) {
      const response = await post(`${url}/v1/messages`, aRequest({ stream }), { 'x-api-key': KEY });
      const text = await response.text();
      expect(text).toContain('The key [masked] is not valid ([masked])');
      expect(text).not.toContain(KEY);
    }
    expect(upstream.requests.filter(({ head }) => head.includes(KEY))).toHaveLength(2);
    proxy.kill('SIGTERM');
    await proxy.exit;
    expect(proxy.log.filter(({ message }) => message === 'request')).toHaveLength(2);
    expect(JSON.stringify(proxy.log)).not.toContain(KEY);
    await upstream.close();
  });
});

describe('a request that contains addresses', () => {
  it('never makes the proxy fetch them', async () => {
    const upstream = await FaultServer.start();
    upstream.play = respondAndClose;
    const named = await FaultServer.start();
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_BASE_URL: upstream.baseUrl.href,
      OPENAI_API_KEY: OWN_KEY,
    });
    const url = await proxy.listening();
    const address = named.baseUrl.href;
    const source = { type: 'url', url: address };
    for (const content of [
      [{ type: 'image', source }],
      [{ type: 'document', source }],
      [{ type: 'search_result', source: address, title: 'x', content: [{ type: 'text', text: 'x' }] }],
    ]) {
      for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
        await post(
          url + path,
          aRequest({ messages: [{ role: 'user', content }], base_url: address, api_base: address }),
          {
            host: new URL(address).host,
            'x-forwarded-host': new URL(address).host,
            'openai-base-url': address,
          },
        );
      }
    }
    expect(upstream.requests.length).toBeGreaterThan(0);
    expect(named.connections).toBe(0);
    proxy.kill('SIGKILL');
    await proxy.exit;
    await upstream.close();
    await named.close();
  });
});
