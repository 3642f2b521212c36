import type { Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActiveRequests } from '../../src/lifecycle/active-requests.js';
import { FaultServer } from '../support/fault-server.js';
import { RawClient, rawPost } from '../support/raw-client.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json } from '../support/scripted-upstream.js';
import { describeOutcome } from '../support/outcome.js';
import { respondEndlessly } from '../support/upstream-faults.js';

const PATH = '/v1/messages';
const whole = JSON.stringify(aRequest());
const streamed = JSON.stringify(aRequest({ stream: true }));
const hello = json(completion({ content: 'Hello' }));
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('a client that', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const clients: RawClient[] = [];
  const server = (): Server => proxy.application.getHttpServer();
  const open = async (): Promise<RawClient> => {
    const client = await RawClient.connect(proxy.url);
    clients.push(client);
    return client;
  };
  /** Resolves once no request is open any more. */
  const quiet = async (): Promise<void> => {
    while (proxy.application.get(ActiveRequests, { strict: false }).count > 0) await new Promise(setImmediate);
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, bodyLimit: 1024 * 1024 });
    upstream.script(hello);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.destroy();
    await proxy.close();
  });
  afterAll(() => upstream.close());

  describe('disconnects', () => {
    it.each([
      ['with FIN', (client: RawClient) => void client.socket.end()],
      ['with a reset', (client: RawClient) => void client.socket.resetAndDestroy()],
    ])('%s, ends its upstream request in every state', async (_, leave) => {
      for (const [body, hasBegun] of [
        [whole, false],
        [whole, true],
        [streamed, false],
        [streamed, true],
      ] as const) {
        upstream.script((response) => {
          if (!hasBegun) return;
          response.writeHead(200, { 'content-type': body === whole ? 'application/json' : 'text/event-stream' });
          response.write(body === whole ? '{"choices":' : frame(delta({ content: 'first' })));
        });
        const client = await open();
        client.send(rawPost(PATH, body));
        const received = await upstream.received();
        if (hasBegun && body === streamed) await client.until('first');
        leave(client);
        await received.aborted;
        await quiet();
      }
    });

    it('before its request is complete, causes no upstream call', async () => {
      const client = await open();
      client.send(rawPost(PATH, whole).slice(0, -10));
      client.socket.resetAndDestroy();
      await client.closed;
      expect((await post(proxy.url + PATH, aRequest())).status).toBe(200);
      expect(upstream.requests).toHaveLength(1);
    });
  });

  describe('does not read', () => {
    let flood: FaultServer;
    beforeAll(async () => {
      flood = await FaultServer.start();
      flood.play = respondEndlessly;
    });
    afterAll(() => flood.close());
    beforeEach(async () => {
      await proxy.close();
      proxy = await startProxy({ baseUrl: flood.baseUrl });
    });

    it('is aborted together with its upstream request when it reads nothing for too long', async () => {
      server().timeout = 300;
      const client = await open();
      client.socket.pause();
      client.send(rawPost(PATH, streamed));
      await flood.connected();
      await flood.settled(0);
      await quiet();
    });

    it('is not aborted while there is nothing to read', async () => {
      server().timeout = 100;
      let release = (): void => undefined;
      const received = new Promise<void>((resolve) => {
        flood.play = (socket) => {
          release = () => void socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n');
          resolve();
        };
      });
      const client = await open();
      const idle = new Promise((resolve) => server().on('timeout', resolve));
      client.send(rawPost(PATH, whole));
      // On a busy machine, the timeout can precede the request to the upstream.
      await Promise.all([idle, received]);
      release();
      await client.until('529');
      flood.play = respondEndlessly;
    });
  });

  describe('is slow', () => {
    it.each([
      ['with its headers', `POST ${PATH} HTTP/1.1\r\nhost: proxy\r\nx-slow:`],
      ['with its body', rawPost(PATH, whole).slice(0, -10)],
      ['with everything', ''],
    ] as const)('%s, and is turned away', async (_, text) => {
      server().headersTimeout = 50;
      server().requestTimeout = 51;
      const client = await open();
      client.send(text);
      // Node looks every five seconds.
      const reply = await client.all();
      expect(reply).toMatch(/^HTTP\/1\.1 408 /);
      expect(reply).toContain('"invalid_request_error"');
      expect(upstream.requests).toHaveLength(0);
    });

    it('byte by byte, and is served', async () => {
      const client = await open();
      for (const byte of rawPost(PATH, whole)) {
        client.send(byte);
        await new Promise(setImmediate);
      }
      expect(await client.until('Hello')).toMatch(/^HTTP\/1\.1 200 /);
    });
  });

  it('pipelines requests receives the responses in order', async () => {
    upstream.script(...[1, 2, 3].map((number) => json(completion({ content: `answer ${number}` }))));
    const client = await open();
    client.send(rawPost(PATH, whole) + 'GET /livez HTTP/1.1\r\nhost: proxy\r\n\r\n' + rawPost(PATH, streamed));
    const reply = await client.until('message_stop');
    expect(reply.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(reply.indexOf('"type":"message"')).toBeLessThan(reply.indexOf('"status":"ok"'));
    expect(reply.indexOf('"status":"ok"')).toBeLessThan(reply.indexOf('message_start'));
  });

  it.each([
    ['two lengths', rawPost(PATH, whole, 'content-length: 3'), 400],
    ['a length and chunks', rawPost(PATH, whole, 'transfer-encoding: chunked'), 400],
    ['no host', `GET /livez HTTP/1.1\r\n\r\n`, 400],
    ['a line break in a header', rawPost(PATH, whole, 'x-a: b\rx-injected: c'), 400],
    ['a zero byte in a header', rawPost(PATH, whole, 'x-a: \u0000'), 400],
    ['headers of 20 KiB', rawPost(PATH, whole, `x-huge: ${'h'.repeat(20 * 1024)}`), 431],
    ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['TLS', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]).toString('latin1'), 400],
    ['broken percent signs', 'GET /v1/models/%ff%zz HTTP/1.1\r\nhost: proxy\r\nconnection: close\r\n\r\n', 400],
    ['a body that is too large', rawPost(PATH, JSON.stringify(aRequest({ metadata: 'x'.repeat(2_000_000) }))), 413],
    ['a length that is too large', rawPost(PATH, '').replace('length: 0', 'length: 99999999'), 413],
    ['an unknown transfer encoding', rawPost(PATH, whole, 'transfer-encoding: gzip'), 400],
    ['an expectation', rawPost(PATH, whole, 'expect: 200-maybe'), 417],
  ])('sends %s gets an error', async (_, text, status) => {
    const client = await open();
    client.send(text);
    const reply = await client.until('\r\n\r\n');
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(upstream.requests).toHaveLength(0);
    expect((await post(proxy.url + PATH, aRequest())).status).toBe(200);
  });

  it.each([
    ['nested too deep', JSON.stringify(aRequest()).replace('"Hello"', deep(200)), 400],
    ['nested deep enough for a stack to overflow', JSON.stringify(aRequest()).replace('"Hello"', deep(200_000)), 400],
    ['cut', whole.slice(0, -5), 400],
    ['no JSON', 'model=claude', 400],
    ['empty', '', 400],
  ])('sends a body that is %s receives 400', async (_, body, status) => {
    const response = await post(proxy.url + PATH, body);
    expect(await describeOutcome(response)).toBe(`${status} invalid_request_error`);
    expect(upstream.requests).toHaveLength(0);
  });

  it('compresses its body receives 415 and the reason', async () => {
    const body = gzipSync(whole);
    const client = await open();
    client.send(rawPost(PATH, '', 'content-encoding: gzip').replace('length: 0', `length: ${body.length}`));
    client.send(body);
    expect(await client.until('invalid_request_error')).toMatch(/^HTTP\/1\.1 415 /);
    expect(upstream.requests).toHaveLength(0);
  });

  it('sends invalid UTF-8 is served, with replacement characters in its place', async () => {
    const body = Buffer.from(whole.replace('Hello', 'H?llo').replace('?', '\u00ff'), 'latin1');
    const client = await open();
    client.send(Buffer.concat([Buffer.from(rawPost(PATH, '').replace('length: 0', `length: ${body.length}`)), body]));
    expect(await client.until('Hello')).toMatch(/^HTTP\/1\.1 200 /);
    expect(JSON.stringify(upstream.lastRequest.body)).toContain('H\uFFFDllo');
  });

  it('injects headers through names of models and tools has no effect', async () => {
    const evil = 'x\r\nx-injected: yes\r\n\r\n\u0000\u2028"}';
    const response = await post(
      proxy.url + PATH,
      aRequest({
        model: evil,
        tools: [{ name: evil, input_schema: { type: 'object' } }],
        [evil]: true,
        metadata: { user_id: evil },
      }),
      { 'x-request-id': 'a b' },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('x-injected')).toBeNull();
    expect([...response.headers.keys()].filter((name) => name === 'x-request-id')).toEqual([]);
    expect(upstream.lastRequest.headers['x-injected']).toBeUndefined();
    expect(((await response.json()) as { model: string }).model).toBe(evil);
  });

  it('repeats headers is authenticated by the first valid key', async () => {
    await proxy.close();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['right'] });
    const statusOf = async (...headers: string[]): Promise<string> => {
      const client = await open();
      client.send(rawPost(PATH, whole, 'connection: close', ...headers));
      return (await client.all()).slice(9, 12);
    };
    expect(await statusOf('x-api-key: right')).toBe('200');
    expect(await statusOf('x-api-key: wrong', 'authorization: Bearer right')).toBe('200');
    expect(await statusOf('x-api-key: wrong', 'x-api-key: right')).toBe('401');
    expect(await statusOf('authorization: Bearer wrong', 'authorization: Bearer right')).toBe('401');
    expect(await statusOf('x-request-id: one', 'x-request-id: two', 'x-api-key: right')).toBe('200');
  });

  it('pollutes prototypes has no effect', async () => {
    const poison = '{"isPoisoned":true,"toString":1}';
    const body = whole.replace('{', `{"__proto__":${poison},"constructor":{"prototype":${poison}},`);
    expect((await post(proxy.url + PATH, body)).status).toBe(200);
    expect(({} as { isPoisoned?: boolean }).isPoisoned).toBeUndefined();
    expect(JSON.stringify(upstream.lastRequest.body)).not.toContain('isPoisoned');
  });

  it('sends duplicate or unknown tool call IDs is served', async () => {
    const call = { type: 'tool_use', id: 'same', name: 'look', input: {} };
    const result = { type: 'tool_result', tool_use_id: 'same', content: 'seen' };
    const orphan = { type: 'tool_result', tool_use_id: 'orphan', content: 'lost' };
    const messages = [
      { role: 'user', content: 'Look' },
      { role: 'assistant', content: [call, call] },
      { role: 'user', content: [result, result, orphan] },
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ];
    expect((await post(proxy.url + PATH, aRequest({ messages }))).status).toBe(200);
    const sent = upstream.lastRequest.body['messages'] as { tool_calls?: { id: string }[]; tool_call_id?: string }[];
    const ids = sent.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    // No call is without an answer, no answer without a call.
    expect(new Set(sent.flatMap(({ tool_call_id: id }) => id ?? []))).toEqual(new Set(ids));
  });

  it('closes its side after the request counts as disconnected', async () => {
    upstream.script(() => undefined);
    const client = await open();
    client.send(rawPost(PATH, streamed));
    const received = await upstream.received();
    client.socket.end();
    await received.aborted;
  });
});
