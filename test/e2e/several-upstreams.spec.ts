import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startProxyWithRoutes, useRoutesFile } from '../support/proxy-with-routes.js';
import { aRequest, post, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

const hello = json(completion({ content: 'Hello' }));

describe('several upstreams', () => {
  let main: ScriptedUpstream;
  let west: ScriptedUpstream;
  let local: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    [main, west, local] = await Promise.all([
      ScriptedUpstream.start(),
      ScriptedUpstream.start(),
      ScriptedUpstream.start(),
    ]);
  });
  afterEach(() => proxy.close());
  afterAll(() => Promise.all([main.close(), west.close(), local.close()]));

  const file = (): string => `
upstreams:
  west:
    baseUrl: ${west.baseUrl.href}
    apiKeyEnv: WEST_KEY
    provider: azure
    headers: { X-Team: blue }
    extraBody: { user: team-blue, routing: { order: [a, b] } }
    models:
      gpt-5-west: { maxOutputTokens: 50 }
  local:
    baseUrl: ${local.baseUrl.href}
    keyless: true
    provider: deepseek
routes:
  claude-opus-*: { upstream: west, model: gpt-5-west, maxEffort: low }
  claude-sonnet-*: { upstream: local, model: '@small', maxOutputTokens: 64 }
  quiet: { upstream: default, model: gpt-5, maxEffort: none }
  team-*: { upstream: local, model: '@same' }
  gone: { model: '@reject' }
models:
  gpt-5-*: { maxOutputTokens: 60, images: false }
  gpt-4o-mini: { images: false }
`;
  const start = async (overrides = {}): Promise<void> => {
    for (const upstream of [main, west, local]) upstream.script(hello);
    proxy = await startProxyWithRoutes(file(), { WEST_KEY: 'sk-west' }, { baseUrl: main.baseUrl, ...overrides });
  };
  const ask = (overrides: Record<string, unknown> = {}, headers = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(overrides), headers);
  const counts = (): number[] => [main, west, local].map(({ requests }) => requests.length);

  it('sends a request where the route of its model says, and any other to the default one', async () => {
    await start();
    for (const model of ['claude-opus-5-5', 'Claude-Opus-5-5[1m]', 'team-x', 'claude-haiku-5-5', 'gpt-9']) {
      expect(await (await ask({ model })).json()).toMatchObject({ model, content: [{ text: 'Hello' }] });
    }
    expect(west.requests.map(({ body }) => body['model'])).toEqual(['gpt-5-west', 'gpt-5-west']);
    expect(local.requests.map(({ body }) => body['model'])).toEqual(['team-x']);
    expect(main.requests.map(({ body }) => body['model'])).toEqual(['gpt-4o-mini', 'gpt-9']);
  });

  it('calls each with its own address, profile, key, headers, body and limits', async () => {
    await start();
    const thinking = { thinking: { type: 'enabled', budget_tokens: 10_000 }, max_tokens: 20_000 };
    await ask({ model: 'claude-opus-5-5', ...thinking });
    await ask({ ...thinking });
    await ask({ model: 'claude-haiku-5-5', ...thinking });
    expect(west.lastRequest.path).toBe('/v1/chat/completions');
    expect(west.lastRequest.headers).toMatchObject({ 'api-key': 'sk-west', 'x-team': 'blue' });
    expect(west.lastRequest.headers).not.toHaveProperty('authorization');
    expect(west.lastRequest.body).toMatchObject({
      user: 'team-blue',
      routing: { order: ['a', 'b'] },
      max_completion_tokens: 50,
      reasoning_effort: 'low',
    });
    expect(local.lastRequest.headers).not.toHaveProperty('authorization');
    expect(local.lastRequest.headers).not.toHaveProperty('x-team');
    expect(local.lastRequest.body).toMatchObject({ model: 'gpt-4o-mini', max_tokens: 64 });
    expect(local.lastRequest.body).not.toHaveProperty('user');
    expect(main.lastRequest.headers).toMatchObject({ authorization: 'Bearer sk-upstream' });
    expect(main.lastRequest.body).toMatchObject({ max_tokens: 20_000 });
  });

  it('switches reasoning off where a route says so', async () => {
    await start();
    await ask({ model: 'quiet', thinking: { type: 'enabled', budget_tokens: 2_000 }, max_tokens: 4_000 });
    expect(main.lastRequest.body).toMatchObject({ model: 'gpt-5', reasoning_effort: 'minimal' });
  });

  it('knows what its models can do, at that upstream first', async () => {
    await start();
    const source = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' };
    const messages = [{ role: 'user', content: [{ type: 'image', source }] }];
    expect((await ask({ model: 'claude-opus-5-5', messages })).status).toBe(200);
    expect((await ask({ messages })).status).toBe(400);
    expect((await ask({ model: 'claude-haiku-5-5', messages })).status).toBe(400);
  });

  it('learns of each upstream by itself', async () => {
    await start({ smallModel: 'same' });
    local.script(json({ error: { message: "Unknown parameter: 'temperature'." } }, 400), hello);
    for (const model of ['claude-sonnet-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5']) {
      await ask({ model, temperature: 0.5 });
    }
    expect(local.requests.map(({ body }) => body['temperature'])).toEqual([0.5, undefined, undefined]);
    expect(main.requests.map(({ body }) => body['temperature'])).toEqual([0.5]);
  });

  it('rejects what a route rejects, and lists the names of the others', async () => {
    await start();
    const refused = await ask({ model: 'gone' });
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ error: { message: 'model: gone' } });
    const models = (await (await fetch(`${proxy.url}/v1/models`)).json()) as { data: { id: string }[] };
    const ids = models.data.map(({ id }) => id);
    expect(ids).toContain('quiet');
    expect(ids).not.toContain('gone');
    expect(counts()).toEqual([0, 0, 0]);
  });

  it('never shows the key of a client to another upstream than the default one', async () => {
    await start({ upstreamKey: undefined });
    const own = { 'x-api-key': 'sk-of-the-client' };
    for (const model of ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5']) await ask({ model }, own);
    expect(main.lastRequest.headers.authorization).toBe('Bearer sk-of-the-client');
    for (const { lastRequest } of [west, local]) {
      expect(JSON.stringify(lastRequest.headers)).not.toContain('sk-of-the-client');
    }
    expect(counts()).toEqual([1, 1, 1]);
  });

  it('requires a proxy key once there is one, whatever the default upstream accepts', async () => {
    await start({ upstreamKey: undefined, proxyKeys: ['sk-ours'] });
    expect((await ask({ model: 'claude-opus-5-5' }, { 'x-api-key': 'sk-any' })).status).toBe(401);
    expect(counts()).toEqual([0, 0, 0]);
    for (const model of ['claude-opus-5-5', 'claude-haiku-5-5']) {
      expect((await ask({ model }, { 'x-api-key': 'sk-ours' })).status).toBe(200);
    }
    // The proxy's key is not a key of the default upstream.
    expect(main.lastRequest.headers).not.toHaveProperty('authorization');
  });

  it('does not reveal an upstream whose key is rejected', async () => {
    await start();
    west.script(json({ error: { message: `Invalid key sk-west for ${west.baseUrl.host}` } }, 401));
    const response = await ask({ model: 'claude-opus-5-5' });
    expect(response.status).toBe(502);
    const text = await response.text();
    expect(text).not.toContain('sk-west');
    expect(text).not.toContain(west.baseUrl.host);
  });

  it('rejects requests above the concurrency limit of an upstream', async () => {
    proxy = await startProxyWithRoutes(
      `upstreams: { west: { baseUrl: ${west.baseUrl.href}, keyless: true, maxConcurrency: 1 } }\nroutes: { '*': { upstream: west } }`,
    );
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    west.script(async (response, request) => {
      await held;
      await hello(response, request);
    });
    const first = ask();
    await west.received();
    const second = await ask();
    expect(second.status).toBe(529);
    expect(await second.json()).toMatchObject({ error: { type: 'overloaded_error' } });
    release();
    expect((await first).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(west.requests).toHaveLength(2);
  });

  it('tests the connection to each', async () => {
    await start();
    west.script(json({ error: { message: 'no' } }, 401));
    const response = await fetch(`${proxy.url}/test-connection`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'failed',
      suggestions: ['Check your key of upstreams.west is valid', 'Verify API key permissions'],
      upstreams: {
        default: { status: 'success', model_used: 'gpt-4o-mini' },
        west: { status: 'failed' },
        local: { status: 'success', model_used: 'gpt-4o-mini' },
      },
    });
  });

  it('names the upstream and the route in the log, and no secret', async () => {
    await start();
    main.script(json({ error: { message: 'busy' } }, 503));
    const text = `
upstreams: { west: { baseUrl: ${west.baseUrl.href}, apiKeyEnv: WEST_KEY, headers: { x-secret: sk-header } } }
routes: { claude-*: { upstream: default, fallbacks: [{ upstream: west, model: gpt-west }] } }
`;
    await useRoutesFile(text, async (path) => {
      const spawned = SpawnedProxy.start({
        CLAUDE_PROXY_PORT: '0',
        CLAUDE_PROXY_HOST: '127.0.0.1',
        CLAUDE_PROXY_LOG_LEVEL: 'debug',
        CLAUDE_PROXY_ROUTES_FILE: path,
        OPENAI_BASE_URL: main.baseUrl.href,
        OPENAI_API_KEY: 'sk-main',
        WEST_KEY: 'sk-west',
      });
      const url = await spawned.listening();
      expect((await post(`${url}/v1/messages`, aRequest())).status).toBe(200);
      expect(await spawned.logged(({ message }) => message === 'falling back')).toMatchObject({
        level: 'warning',
        modelRoute: 'claude-*',
        upstream: 'default',
        upstreamModel: 'gpt-4o',
        upstreamStatus: 503,
      });
      expect(await spawned.logged(({ message }) => message === 'request')).toMatchObject({
        status: 200,
        modelRoute: 'claude-*',
        upstream: 'west',
        upstreamModel: 'gpt-west',
        upstreamCalls: 2,
      });
      spawned.kill('SIGTERM');
      await spawned.exit;
      expect(JSON.stringify(spawned.log)).not.toMatch(/sk-(main|west|header|client)/);
    });
  });
});
