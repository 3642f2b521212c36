import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, delta, frame } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { readEvents } from '../support/sse.js';

describe('the process', () => {
  let upstream: ScriptedUpstream;
  const running: SpawnedProxy[] = [];
  const start = (variables: Record<string, string>): SpawnedProxy => {
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: upstream.baseUrl.href,
      ...variables,
    });
    running.push(proxy);
    return proxy;
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });

  afterEach(async () => {
    for (const proxy of running.splice(0)) {
      proxy.kill('SIGKILL');
      await proxy.exit;
    }
  });

  afterAll(() => upstream.close());

  /** A stream that says one word and then waits for the test. */
  async function openStream(url: string): Promise<{ events: ReturnType<typeof readEvents>; response: ServerResponse }> {
    const held = new Promise<ServerResponse>((resolve) => {
      upstream.script((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(frame(delta({ content: 'one' })));
        resolve(response);
      });
    });
    const events = readEvents(await post(`${url}/v1/messages`, aRequest({ stream: true })));
    await events.next();
    return { events, response: await held };
  }

  /** Streams that say one word and then wait, all at the same time. */
  async function openStreams(url: string, count: number): Promise<{ replies: Response[]; finish: () => void }> {
    const held: ServerResponse[] = [];
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'one' })));
      held.push(response);
    });
    const asked = Array.from({ length: count }, () => post(`${url}/v1/messages`, aRequest({ stream: true })));
    return {
      replies: await Promise.all(asked),
      finish: () => held.forEach((response) => response.end(frame(delta({}, 'stop')) + frame('[DONE]'))),
    };
  }

  const namesOf = async (events: ReturnType<typeof readEvents>): Promise<string[]> => {
    const names: string[] = [];
    for await (const { event } of events) names.push(event);
    return names;
  };

  it('reports every bad variable at once, without values of secrets, and exits with 78', async () => {
    const proxy = start({
      CLAUDE_PROXY_PORT: '80a',
      OPENAI_BASE_URL: 'not a url',
      CLAUDE_PROXY_LOG_LEVEL: 'loud',
      CLAUDE_PROXY_UPSTREAM_HEADERS: '{"authorization":"sk-secret"',
    });
    expect((await proxy.exit).code).toBe(78);
    const text = JSON.stringify(proxy.log);
    for (const name of ['PORT', 'LOG_LEVEL', 'UPSTREAM_HEADERS']) expect(text).toContain(`CLAUDE_PROXY_${name}`);
    expect(text).toContain('OPENAI_BASE_URL');
    expect(text).not.toContain('sk-secret');
  });

  it('completes an open stream after SIGTERM, then exits with 0', async () => {
    const proxy = start({});
    const { events, response } = await openStream(await proxy.listening());
    proxy.kill('SIGTERM');
    await proxy.logged(({ message }) => message === 'draining');
    response.end(frame(delta({ content: 'two' }, 'stop')) + frame('[DONE]'));
    expect((await namesOf(events)).at(-1)).toBe('message_stop');
    expect(await proxy.exit).toEqual({ code: 0, signal: null });
  });

  it('completes 50 open streams after SIGTERM', async () => {
    const proxy = start({});
    const url = await proxy.listening();
    const { replies, finish } = await openStreams(url, 50);
    proxy.kill('SIGTERM');
    await proxy.logged(({ message }) => message === 'draining');
    finish();
    const texts = await Promise.all(replies.map((reply) => reply.text()));
    expect(texts.filter((text) => text.includes('event: message_stop'))).toHaveLength(50);
    expect(await proxy.exit).toEqual({ code: 0, signal: null });
  });

  it('tells open streams of a failure that nobody foresaw, then exits with 1', async () => {
    const crash = `data:text/javascript,process.on('SIGUSR2',()=>{throw(new(Error)(['sk','secret'].join('-')))})`;
    const proxy = start({ NODE_OPTIONS: `--import ${crash}` });
    const { replies } = await openStreams(await proxy.listening(), 2);
    proxy.kill('SIGUSR2');
    for (const reply of replies) expect(await reply.text()).toMatch(/event: error\ndata: .*"api_error".*\n\n$/);
    expect(await proxy.exit).toEqual({ code: 1, signal: null });
    expect(JSON.stringify(proxy.log)).not.toContain('sk-secret');
  });

  it('tells probes that it is draining, and still serves, during the shutdown delay', async () => {
    const proxy = start({ CLAUDE_PROXY_SHUTDOWN_DELAY: '60' });
    const url = await proxy.listening();
    // On a busy machine, the delay of the event loop during the start may be too long at first.
    while ((await fetch(`${url}/readyz`)).status !== 200);
    proxy.kill('SIGTERM');
    await proxy.logged(({ message }) => message === 'draining');
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const { events, response } = await openStream(url);
    response.end(frame(delta({}, 'stop')) + frame('[DONE]'));
    expect((await namesOf(events)).at(-1)).toBe('message_stop');
  });

  it('ends a stream that outlives the drain timeout with an error event', async () => {
    const proxy = start({ CLAUDE_PROXY_DRAIN_TIMEOUT: '0.2' });
    const { events } = await openStream(await proxy.listening());
    proxy.kill('SIGTERM');
    expect((await namesOf(events)).at(-1)).toBe('error');
    expect(await proxy.exit).toEqual({ code: 0, signal: null });
  });

  it('does not wait for sockets that have sent no whole request', async () => {
    const proxy = start({ CLAUDE_PROXY_DRAIN_TIMEOUT: '600' });
    const { hostname, port } = new URL(await proxy.listening());
    const silent = connect(Number(port), hostname);
    const halfSent = connect(Number(port), hostname);
    halfSent.write('POST /v1/messages HTT');
    await Promise.all([once(silent, 'connect'), once(halfSent, 'connect')]);
    // Answered on a third socket, so the two before it have been accepted.
    await (await fetch(`http://${hostname}:${port}/livez`)).text();
    const closed = Promise.all([
      once(
        silent.on('error', () => undefined),
        'close',
      ),
      once(
        halfSent.on('error', () => undefined),
        'close',
      ),
    ]);
    proxy.kill('SIGTERM');
    expect(await proxy.exit).toEqual({ code: 0, signal: null });
    await closed;
  });

  it('ends at once on a second signal', async () => {
    const proxy = start({});
    const { events } = await openStream(await proxy.listening());
    const names = namesOf(events).catch(() => []);
    proxy.kill('SIGTERM');
    await proxy.logged(({ message }) => message === 'draining');
    proxy.kill('SIGTERM');
    expect((await proxy.exit).code).toBe(1);
    await names;
  });

  it('logs JSON only, one line a request, without keys and prompts', async () => {
    const proxy = start({ CLAUDE_PROXY_LOG_LEVEL: 'DEBUG', CLAUDE_PROXY_AUTH_KEY: 'sk-client' });
    const url = await proxy.listening();
    upstream.script((response) => void response.writeHead(500).end('{"error":{"message":"boom"}}'));
    const body = aRequest({ messages: [{ role: 'user', content: 'a secret prompt' }] });
    const response = await post(`${url}/v1/messages?beta=true`, body, { 'x-request-id': 'mine' });
    const line = await proxy.logged(({ message }) => message === 'request');
    expect(line).toMatchObject({
      level: 'info',
      requestId: response.headers.get('request-id'),
      clientRequestId: 'mine',
      method: 'POST',
      route: '/v1/messages',
      status: 500,
      upstreamStatus: 500,
      model: 'claude-sonnet-5-5',
      upstreamModel: 'gpt-4o',
      stream: false,
    });
    expect(JSON.stringify(proxy.log)).not.toMatch(/sk-|secret prompt/);
  });
});
