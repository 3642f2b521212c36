import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

const KEY = { 'x-api-key': 'sk-proxy' };

describe('the endpoints', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const get = (path: string, headers: Record<string, string> = KEY): Promise<Response> =>
    fetch(proxy.url + path, { headers });

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({
      baseUrl: upstream.baseUrl,
      proxyKeys: ['sk-proxy'],
      modelMap: [
        { pattern: 'my-model', target: 'gpt-x' },
        { pattern: 'claude-old-*', target: '@reject' },
      ],
    });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it.each(['/', '/health', '/livez', '/readyz', '/api/hello'])('GET and HEAD %s need no key', async (path) => {
    expect((await get(path, {})).status).toBe(200);
    const head = await fetch(proxy.url + path, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('describes the service, with the upstream only for authorized callers', async () => {
    const config = async (headers: Record<string, string>): Promise<unknown> =>
      ((await (await get('/', headers)).json()) as { config: unknown }).config;
    const shown = {
      max_tokens_limit: 0,
      api_key_configured: true,
      api_key_validation: true,
      big_model: 'gpt-4o',
      small_model: 'gpt-4o-mini',
    };
    expect(await config(KEY)).toEqual({ openai_base_url: upstream.baseUrl.href, ...shown });
    expect(await config({})).toEqual({ openai_base_url: null, ...shown });
  });

  it('shows and returns no key in the URL of the upstream', async () => {
    const baseUrl = new URL(`${upstream.baseUrl.href}?key=key-in-the-query`);
    baseUrl.password = 'key-in-the-password';
    const keyed = await startProxy({ baseUrl });
    upstream.script(json({ error: { message: 'rejected key-in-the-query, key-in-the-password' } }, 400));
    const responses = [
      await fetch(keyed.url),
      await fetch(`${keyed.url}/health`),
      await fetch(`${keyed.url}/test-connection`),
      await post(`${keyed.url}/v1/messages`, aRequest()),
    ];
    const texts = await Promise.all(responses.map((response) => response.text()));
    await keyed.close();
    expect(texts.join()).toContain(upstream.baseUrl.href);
    expect(texts.join()).not.toContain('key-in-the');
  });

  it('reports its health without calling the upstream', async () => {
    upstream.script();
    expect(await (await get('/health', {})).json()).toMatchObject({
      status: 'healthy',
      config: { openai_api_configured: true, openai_base_url: null, big_model: 'gpt-4o' },
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('tests the connection with a real completion', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    expect(await (await get('/test-connection')).json()).toEqual({
      status: 'success',
      message: 'Successfully connected to target API',
      model_used: 'gpt-4o-mini',
      timestamp: expect.any(String),
    });
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-upstream');
  });

  it('suggests the models that the upstream offers when the configured one is unknown', async () => {
    upstream.script(
      json({ error: { code: 'model_not_found', message: 'no such model' } }, 404),
      json({ data: [{ id: 'llama' }, { id: 'qwen' }] }),
    );
    const response = await get('/test-connection');
    expect(response.status).toBe(503);
    const body = (await response.json()) as { suggestions: string[] };
    expect(body).toMatchObject({ status: 'failed', error: expect.stringContaining('no such model') });
    expect(body.suggestions.join()).toContain('llama, qwen');
    expect(upstream.lastRequest.path).toBe('/v1/models');
  });

  it('does not test the connection without a valid key', async () => {
    expect((await get('/test-connection', {})).status).toBe(401);
  });

  it('accepts telemetry and drops it', async () => {
    const response = await post(`${proxy.url}/api/event_logging/batch`, { events: [] }, { 'x-api-key': '' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it('lists the Claude models and the names of the map', async () => {
    const page = (await (await get('/v1/models?limit=1000')).json()) as {
      data: { id: string; display_name: unknown }[];
    };
    expect(page.data.map(({ id }) => id)).toEqual([
      'claude-opus-5-5',
      'claude-sonnet-5-5',
      'claude-haiku-5-5',
      'claude-fable-5-2',
      'my-model',
    ]);
    expect(page).toMatchObject({ has_more: false, first_id: 'claude-opus-5-5', last_id: 'my-model' });
    for (const { display_name } of page.data) expect(typeof display_name).toBe('string');
  });

  it('returns one model, and 404 for any other', async () => {
    expect(await (await get('/v1/models/my-model?beta=true')).json()).toMatchObject({ type: 'model', id: 'my-model' });
    const response = await get('/v1/models/unknown');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { type: 'not_found_error', message: 'model: unknown' } });
  });

  it.each([
    ['/messages', "Not found: POST /messages. This client's base URL has to end in /v1"],
    ['/v1/v1/messages?beta=true', "Not found: POST /v1/v1/messages. This client's base URL must not end in /v1"],
    ['/v1/complete', 'Not found: POST /v1/complete'],
  ])('tells a client that requests %s how to write its base URL', async (path, message) => {
    const response = await post(proxy.url + path, aRequest(), KEY);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { type: 'not_found_error', message } });
  });

  it('counts tokens without calling the upstream', async () => {
    upstream.script();
    const { max_tokens: _, ...request } = aRequest();
    const response = await post(`${proxy.url}/v1/messages/count_tokens`, request, KEY);
    const { input_tokens } = (await response.json()) as { input_tokens: number };
    expect(input_tokens).toBeGreaterThan(0);
    expect(upstream.requests).toHaveLength(0);
  });

  it.each(['/v1/messages', '/v1/messages/count_tokens'])(
    'checks the key for %s before it reads the body',
    async (path) => {
      const response = await post(proxy.url + path, '{broken', { 'x-api-key': 'wrong' });
      expect(response.status).toBe(401);
      expect(response.headers.get('request-id')).toMatch(/^req_/);
      expect(await response.json()).toMatchObject({
        type: 'error',
        error: { type: 'authentication_error' },
        request_id: response.headers.get('request-id'),
      });
    },
  );

  it('refuses a model that the map rejects', async () => {
    const response = await post(`${proxy.url}/v1/messages`, aRequest({ model: 'claude-old-2' }), KEY);
    expect(response.status).toBe(404);
  });

  it.each([
    ['GET', '/v1/messages', 405, 'POST'],
    ['DELETE', '/v1/models/my-model', 405, 'GET, HEAD'],
    ['POST', '/health', 405, 'GET, HEAD'],
    // Fastify would rather complain that it has no content type.
    ['QUERY', '/health', 405, 'GET, HEAD'],
    ['GET', '/v2/messages', 404, null],
    ['POST', '/nowhere', 404, null],
    ['GET', '/%', 400, null],
  ])('answers %s %s with %d in the error envelope', async (method, path, status, allow) => {
    const response = await fetch(proxy.url + path, { method, headers: KEY });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(allow);
    const body = (await response.json()) as { request_id: string };
    expect(body).toMatchObject({ type: 'error', error: { message: expect.any(String) } });
    expect(body.request_id).toBe(response.headers.get('request-id'));
  });

  it.each(['//v1/messages', '/v1/messages/'])('serves a path with a slash too many: %s', async (path) => {
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await post(proxy.url + path, aRequest(), KEY)).status).toBe(200);
  });

  it('responds to invalid HTTP with the error envelope', async () => {
    const { hostname, port } = new URL(proxy.url);
    const socket = connect(Number(port), hostname);
    socket.end('nonsense\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(JSON.parse(text.split('\r\n\r\n')[1])).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error' },
    });
  });

  it('allows no other origin', async () => {
    expect((await get('/', { origin: 'https://evil.example' })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('passthrough mode', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, upstreamKey: undefined! });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('sends the key of each client upstream', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await post(`${proxy.url}/v1/messages`, aRequest(), { 'x-api-key': 'sk-mine', authorization: 'Bearer sk-other' });
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-mine');
    await fetch(`${proxy.url}/test-connection`, { headers: { authorization: 'bearer sk-theirs' } });
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-theirs');
  });

  it.each(['/v1/models', '/v1/models/claude-opus-5-5', '/test-connection'])('needs a key for %s', async (path) => {
    expect((await fetch(proxy.url + path)).status).toBe(401);
  });

  it('leaves the check of the key to the upstream', async () => {
    upstream.script(json({ error: { message: 'Incorrect API key' } }, 401));
    const response = await post(`${proxy.url}/v1/messages`, aRequest());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { type: 'authentication_error', message: 'Incorrect API key' },
    });
  });
});
