import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { createUpstreamDispatcher } from '../../../src/upstream/connections/dispatcher.js';

const LARGE = 'x'.repeat(64 * 1024);

describe('pauseOnlyChunkedResponses', () => {
  let server: Server;
  let dispatcher: Dispatcher;
  let answer: string;
  let closed: Promise<unknown>;

  beforeEach(async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      closed = new Promise((resolve) => socket.once('close', resolve));
      socket.once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    dispatcher = createUpstreamDispatcher();
  });

  afterEach(async () => {
    await dispatcher.destroy();
    server.close();
  });

  const ask = async (): Promise<Dispatcher.ResponseData> => {
    const { port } = server.address() as AddressInfo;
    return dispatcher.request({ origin: `http://127.0.0.1:${port}`, path: '/', method: 'POST', body: '{}' });
  };

  it.each([
    ['that has a length', `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${LARGE.length}\r\n\r\n${LARGE}`],
    ['without a length', `HTTP/1.1 200 OK\r\n\r\n${LARGE}`],
    ['of HTTP/1.0', `HTTP/1.0 200 OK\r\ncontent-length: ${LARGE.length}\r\n\r\n${LARGE}`],
    [
      'in chunks',
      `HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n10000\r\n${LARGE}\r\n0\r\n\r\n`,
    ],
  ])('outlives an answer %s that ends with its connection before it is read', async (_, text) => {
    answer = text;
    const { body } = await ask();
    await closed;
    expect(await body.text()).toBe(LARGE);
  });

  it('gives up a response that is too large to buffer', async () => {
    answer = `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(18 * 1024 * 1024)}`;
    const { body } = await ask();
    const [error] = await once(body, 'error').catch((reason: unknown) => [reason]);
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('too large to buffer') });
  });
});
