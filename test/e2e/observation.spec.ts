import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RequestRecord } from '../../src/request-context/request-record.js';
import { RequestObservers } from '../../src/request-context/request-observers.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json, stream } from '../support/scripted-upstream.js';

const USAGE = { prompt_tokens: 12, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } };

describe('the record that observers receive', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let ended: RequestRecord[];
  let waiting: ((context: RequestRecord) => void) | undefined;

  /** Resolves with the record of the next request that ends. */
  const end = (): Promise<RequestRecord> => new Promise((resolve) => (waiting = resolve));
  const ask = async (body: Record<string, unknown>, headers = {}): Promise<RequestRecord> => {
    const over = end();
    await (await post(`${proxy.url}/v1/messages`, body, headers)).text();
    return over;
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    await start(600_000);
  });

  const start = async (requestTimeoutMs: number): Promise<void> => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-client'], requestTimeoutMs });
    proxy.application.get(RequestObservers, { strict: false }).add({
      onEnd: (context) => {
        ended.push(context);
        waiting?.(context);
      },
    });
  };

  beforeEach(() => {
    ended = [];
    waiting = undefined;
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('is complete for a whole response', async () => {
    upstream.script(
      json({ ...(completion({ content: 'Hi' }) as object), usage: USAGE }, 200, { 'x-request-id': 'up-1' }),
    );
    const context = await ask(aRequest());
    expect(context).toMatchObject({
      endedBy: 'done',
      status: 200,
      model: 'claude-sonnet-5-5',
      upstreamModel: 'gpt-4o',
      provider: 'standard',
      api: 'chat-completions',
      isStream: false,
      stopReason: 'end_turn',
      upstreamStatus: 200,
      upstreamRequestId: 'up-1',
      upstreamCalls: 1,
      usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 5 },
      failure: undefined,
    });
    expect(context.head).toMatchObject({ method: 'POST', route: '/v1/messages', isProxied: true });
    expect(context.head.caller?.id).toMatch(/^[0-9a-f]{12}$/);
    expect(context.firstTokenAt).toBeGreaterThan(context.startedAt);
    expect(context.requestBytes).toBe(JSON.stringify(aRequest()).length);
    expect(context.responseBytes).toBeGreaterThan(100);
    expect(ended).toHaveLength(1);
  });

  it('is complete for a stream', async () => {
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, 'stop'), { choices: [], usage: USAGE }));
    expect(await ask(aRequest({ stream: true }))).toMatchObject({
      endedBy: 'done',
      isStream: true,
      stopReason: 'end_turn',
      usage: { input_tokens: 8, cache_read_input_tokens: 4, output_tokens: 5 },
    });
    expect(ended).toHaveLength(1);
  });

  it.each([
    ['a whole response', false, json(completion({ content: 'Hi' }, 'mystery'))],
    ['a stream', true, stream(delta({ content: 'Hi' }), delta({}, 'mystery'))],
  ])('names a finish reason that is not known in %s', async (_kind, isStream, answer) => {
    upstream.script(answer);
    const record = await ask(aRequest({ stream: isStream }));
    expect(record).toMatchObject({ endedBy: 'done', stopReason: 'end_turn', unknownFinishReason: 'mystery' });
  });

  it('includes a client that disconnected before the response', async () => {
    upstream.script(() => undefined);
    const leaving = new AbortController();
    const over = end();
    const reply = fetch(`${proxy.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sk-client' },
      body: JSON.stringify(aRequest()),
      signal: leaving.signal,
    });
    await upstream.received();
    leaving.abort();
    await expect(reply).rejects.toThrow();
    expect(await over).toMatchObject({ endedBy: 'client_left', status: 499, upstreamCalls: 1 });
    expect(ended).toHaveLength(1);
  });

  it('includes the usage of a client that disconnected during a stream', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'one two three four five six' })));
    });
    const over = end();
    const reply = await post(`${proxy.url}/v1/messages`, aRequest({ stream: true }));
    const reader = reply.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const context = await over;
    expect(context).toMatchObject({ endedBy: 'client_left', status: 200, isStream: true, stopReason: null });
    expect(context.usage?.output_tokens).toBeGreaterThan(3);
    expect(context.usage?.input_tokens).toBeGreaterThan(0);
  });

  it.each([
    ['a refusal of the upstream', json({ error: { message: 'busy' } }, 503), 600_000, 'upstream_failed', 529],
    ['an upstream that is silent', () => undefined, 100, 'timeout', 504],
  ])('includes %s', async (_, answer, requestTimeoutMs, endedBy, status) => {
    await proxy.close();
    await start(requestTimeoutMs);
    upstream.script(answer);
    expect(await ask(aRequest())).toMatchObject({ endedBy, status, upstreamCalls: 1 });
    await proxy.close();
    await start(600_000);
  });

  it('includes a stream that was cut off', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(frame(delta({ content: 'Hi' })));
    });
    const context = await ask(aRequest({ stream: true }));
    expect(context).toMatchObject({ endedBy: 'upstream_failed', status: 200, stopReason: null });
    expect(context.failure?.type).toBe('api_error');
  });

  it('includes requests that the proxy rejected', async () => {
    upstream.script();
    expect(await ask({ model: 'x' })).toMatchObject({ endedBy: 'rejected', status: 400, upstreamCalls: 0 });
    expect(await ask(aRequest(), { 'x-api-key': 'wrong' })).toMatchObject({ endedBy: 'rejected', status: 401 });
    const over = end();
    await (await fetch(`${proxy.url}/no/such/path`)).text();
    const context = await over;
    expect(context).toMatchObject({ endedBy: 'rejected', status: 404, head: { isProxied: false } });
    expect(context.head.route).toBe('unknown');
  });

  it('does not affect the request when an observer throws', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const observers = proxy.application.get(RequestObservers, { strict: false });
    const throwing = () => {
      throw new Error('observer');
    };
    observers.add({ onStart: throwing, onUpstreamCall: throwing, onUpstreamEnd: throwing, onEnd: throwing });
    const reply = await post(`${proxy.url}/v1/messages`, aRequest());
    expect(reply.status).toBe(200);
    await reply.text();
  });
});
