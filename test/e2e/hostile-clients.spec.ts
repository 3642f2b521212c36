import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_JSON_VALUES } from '../../src/common/json-size.js';
import { MemoryBudget } from '../../src/limits/memory-budget.service.js';
import { RawClient, rawPost } from '../support/raw-client.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

const MESSAGES = '/v1/messages';
const KEY = 'x-api-key: sk-client';
const BOMB = `[${'{},'.repeat(MAX_JSON_VALUES)}{}]`;

/** The head of a request with a body of 32 MiB that never arrives. */
const announce = (path: string, method = 'POST', ...headers: string[]): string =>
  `${[`${method} ${path} HTTP/1.1`, 'host: proxy', 'content-type: application/json', ...headers].join('\r\n')}\r\ncontent-length: 33554432\r\n\r\n{"model":`;

describe('a hostile client', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const clients: RawClient[] = [];
  const open = async (): Promise<RawClient> => {
    const client = await RawClient.connect(proxy.url);
    clients.push(client);
    return client;
  };
  const budget = (): MemoryBudget => proxy.application.get(MemoryBudget, { strict: false });
  const released = async (): Promise<void> => {
    while (budget().heldBytes > 0) await new Promise(setImmediate);
  };

  beforeEach(async () => {
    upstream = await ScriptedUpstream.start();
    upstream.script(json(completion({ content: 'Hello' })));
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-client'] });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.destroy();
    await proxy.close();
    await upstream.close();
  });

  describe('without a key', () => {
    it.each([
      ['an unknown path', '/v1/unknown', 'POST', '404'],
      ['a wrong method', '/v1/models', 'POST', '405'],
      ['another wrong method', MESSAGES, 'PUT', '405'],
      ['messages', MESSAGES, 'POST', '401'],
      ['telemetry', '/api/event_logging/batch', 'POST', '413'],
    ])('gets the response to %s before its body has arrived', async (_, path, method, status) => {
      const client = await open();
      client.send(announce(path, method));
      expect(await client.until('\r\n\r\n')).toContain(`HTTP/1.1 ${status} `);
    });

    it('that keeps sending after the response is disconnected', async () => {
      const client = await open();
      client.send(announce('/v1/unknown'));
      await client.until('404');
      const closed = new Promise((resolve) => client.socket.once('close', resolve));
      const send = (error?: Error | null): void => void (error ?? client.socket.write('x'.repeat(65_536), send));
      send();
      await closed;
      expect(client.received).toContain('Not found');
    });

    it('sends telemetry that is neither parsed nor forwarded', async () => {
      const response = await post(`${proxy.url}/api/event_logging/batch`, '{"events": not JSON', { 'x-api-key': '' });
      expect(response.status).toBe(204);
      expect(upstream.requests).toHaveLength(0);
    });

    it('can use its connection again if the body ends', async () => {
      const client = await open();
      client.send(rawPost('/v1/unknown', JSON.stringify(aRequest())));
      await client.until('404');
      client.send(rawPost(MESSAGES, JSON.stringify(aRequest()), KEY));
      expect(await client.until('Hello')).toContain('HTTP/1.1 200 ');
    });
  });

  it('with two Host headers is rejected', async () => {
    const client = await open();
    client.send(rawPost(MESSAGES, JSON.stringify(aRequest()), KEY, 'Host: other'));
    expect(await client.until('Host header')).toContain('HTTP/1.1 400 ');
  });

  it.each([
    ['with its length', (body: string) => rawPost(MESSAGES, body, KEY)],
    [
      'in chunks',
      (body: string) =>
        `${announce(MESSAGES, 'POST', KEY, 'transfer-encoding: chunked').replace(/\r\ncontent-length[^]*$/, '\r\n\r\n')}${body.length.toString(16)}\r\n${body}`,
    ],
  ])('that sends more JSON values than are parsed, %s, gets 413', async (_, format) => {
    const client = await open();
    client.send(format(BOMB));
    expect(await client.until('JSON values')).toContain('HTTP/1.1 413 ');
  });

  it('that announces a body waits for memory that others hold', async () => {
    const other = budget().open();
    other.hold('request', budget().limit);
    const client = await open();
    client.send(announce(MESSAGES, 'POST', KEY));
    const response = await client.until('overloaded_error');
    expect(response).toContain('HTTP/1.1 529 ');
    expect(response).toContain('retry-after: 1');
    other.release();
    expect((await post(proxy.url + MESSAGES, aRequest())).status).toBe(200);
  });

  it('that leaves while it sends its body holds no memory', async () => {
    const client = await open();
    client.send(announce(MESSAGES, 'POST', KEY));
    while (budget().heldBytes === 0) await new Promise(setImmediate);
    client.socket.destroy();
    await released();
    expect(budget().heldBytes).toBe(0);
  });

  it('holds memory until its response is complete', async () => {
    expect((await post(proxy.url + MESSAGES, aRequest())).status).toBe(200);
    await released();
    expect(budget().heldBytes).toBe(0);
  });
});
