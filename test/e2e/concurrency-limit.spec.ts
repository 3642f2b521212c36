import { once } from 'node:events';
import { request } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventLoopMonitor } from '../../src/limits/event-loop-monitor.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json } from '../support/scripted-upstream.js';

const LIMIT = 5;

describe('the concurrency limit', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let held: ServerResponse[];
  const ask = (stream = false): Promise<Response> => post(`${proxy.url}/v1/messages`, aRequest({ stream }));
  const readiness = async (): Promise<number> => (await fetch(`${proxy.url}/readyz`)).status;

  beforeEach(async () => {
    held = [];
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, maxConcurrency: LIMIT });
    upstream.script((response) => void held.push(response));
  });

  afterEach(async () => {
    await proxy.close();
    await upstream.close();
  });

  /** Fills the places with requests that the upstream holds. */
  async function fill(count = LIMIT): Promise<Promise<Response>[]> {
    const before = held.length;
    const asked = Array.from({ length: count }, () => ask());
    while (held.length < before + count) await turn();
    return asked;
  }

  const answer = (): void => {
    for (const response of held.splice(0)) void json(completion({ content: 'Hi' }))(response, upstream.lastRequest);
  };

  /** Resolves once all places are free, and can be taken at the same time; what is refused until then costs nothing. */
  async function areAllFree(): Promise<void> {
    upstream.script((response) => void held.push(response));
    for (let refused = -1; refused !== 0;) {
      held.length = refused = 0;
      const asked = Array.from({ length: LIMIT }, async () => {
        const { status } = await ask();
        refused += Number(status === 529);
      });
      while (held.length + refused < LIMIT) await turn();
      answer();
      await Promise.all(asked);
    }
  }

  it('rejects the next request with 529 and retry-after, without an upstream call', async () => {
    const asked = await fill();
    const refused = await ask();
    expect(refused.status).toBe(529);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Proxy concurrency limit reached; retry later' },
      request_id: refused.headers.get('request-id'),
    });
    expect(upstream.requests).toHaveLength(LIMIT);
    answer();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(LIMIT).fill(200));
  });

  it('rejects before the body is sent', async () => {
    const asked = await fill();
    const headers = { 'content-type': 'application/json', 'content-length': '1000000', 'x-api-key': 'sk-client' };
    const outgoing = request(`${proxy.url}/v1/messages`, { method: 'POST', headers });
    outgoing.flushHeaders();
    const [response] = (await once(outgoing, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(529);
    outgoing.destroy();
    answer();
    await Promise.all(asked);
  });

  it('applies to count_tokens, but not to models and probes', async () => {
    const asked = await fill();
    expect((await post(`${proxy.url}/v1/messages/count_tokens`, aRequest())).status).toBe(529);
    expect((await fetch(`${proxy.url}/v1/models`, { headers: { 'x-api-key': 'sk-client' } })).status).toBe(200);
    expect((await fetch(`${proxy.url}/livez`)).status).toBe(200);
    answer();
    await Promise.all(asked);
  });

  it('counts exactly, however requests end', async () => {
    for (let round = 0; round < 3; round += 1) {
      const asked = await fill();
      expect((await ask()).status).toBe(529);
      answer();
      await Promise.all(asked.map(async (reply) => (await reply).text()));
    }
    upstream.script((response) => void response.writeHead(500).end('{}'));
    for (let count = 0; count <= LIMIT; count += 1) expect((await ask()).status).toBe(500);
    for (let count = 0; count <= LIMIT; count += 1) {
      expect((await post(`${proxy.url}/v1/messages`, '{"no json')).status).toBe(400);
    }
  });

  it('releases the slot when a client disconnects before the response', async () => {
    const leaving = new AbortController();
    const gone = Array.from({ length: LIMIT }, () =>
      fetch(`${proxy.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'sk-client' },
        body: JSON.stringify(aRequest()),
        signal: leaving.signal,
      }).catch(() => 'left'),
    );
    while (held.length < LIMIT) await turn();
    leaving.abort();
    expect(await Promise.all(gone)).toEqual(Array(LIMIT).fill('left'));
    await areAllFree();
  });

  it('releases the slot when a client disconnects during a stream', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'one' })));
    });
    const streams = await Promise.all(Array.from({ length: LIMIT }, () => ask(true)));
    expect((await ask()).status).toBe(529);
    for (const { body } of streams) await body?.cancel();
    await areAllFree();
  });

  it('releases the slots of pipelined requests when their connection closes', async () => {
    const body = JSON.stringify(aRequest());
    const head = `POST /v1/messages HTTP/1.1\r\nhost: proxy\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    const { hostname, port } = new URL(proxy.url);
    const socket = connect(Number(port), hostname);
    socket.write((head + body).repeat(LIMIT));
    while (held.length < LIMIT) await turn();
    const aborted = upstream.requests.map((received) => received.aborted);
    socket.destroy();
    await Promise.all(aborted);
    await areAllFree();
  });

  it('is not ready from the first rejection until slots are free', async () => {
    const asked = await fill();
    expect(await readiness()).toBe(200);
    await ask();
    expect(await readiness()).toBe(503);
    expect((await fetch(`${proxy.url}/livez`)).status).toBe(200);
    answer();
    await Promise.all(asked.map(async (reply) => (await reply).text()));
    expect(await readiness()).toBe(200);
  });

  it('is not ready while the event loop is delayed', async () => {
    const monitor = proxy.application.get(EventLoopMonitor, { strict: false });
    monitor.update(400);
    expect(await readiness()).toBe(503);
    monitor.update(150);
    expect(await readiness()).toBe(503);
    monitor.update(50);
    expect(await readiness()).toBe(200);
    monitor.update(150);
    expect(await readiness()).toBe(200);
  });
});
