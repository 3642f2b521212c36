import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

const NAMES = ['limit', 'remaining', 'reset'].map((name) => `anthropic-ratelimit-requests-${name}`);
const LIMIT = 2;

describe('a rate limit', () => {
  let upstream: ScriptedUpstream;
  // In processes of their own: Jest on Node 20 cannot load CommonJS that requires ES modules, as @nestjs/throttler does.
  let limited: SpawnedProxy;
  let open: SpawnedProxy;
  const start = (variables: Record<string, string>): SpawnedProxy =>
    SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_REQUESTS_PER_MINUTE: String(LIMIT),
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: upstream.baseUrl.href,
      ...variables,
    });
  const ask = async (key: string, body = aRequest(), proxy = limited): Promise<Response> =>
    post(`${await proxy.listening()}/v1/messages`, body, { 'x-api-key': key });
  const remainingOf = ({ headers }: Response): string | null => headers.get('anthropic-ratelimit-requests-remaining');

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    limited = start({ CLAUDE_PROXY_AUTH_KEY: 'one,two,three,four,five,six,eight,nine' });
    open = start({});
    await Promise.all([limited.listening(), open.listening()]);
  });

  beforeEach(() => upstream.script(json(completion({ content: 'Hi' }))));

  afterAll(async () => {
    for (const proxy of [limited, open]) {
      proxy.kill('SIGKILL');
      await proxy.exit;
    }
    await upstream.close();
  });

  it('returns 429 with retry-after above the limit, without an upstream call', async () => {
    expect([await ask('one'), await ask('one')].map(({ status }) => status)).toEqual([200, 200]);
    const refused = await ask('one');
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(remainingOf(refused)).toBe('0');
    expect(await refused.json()).toEqual({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Proxy rate limit exceeded (2 requests per minute per key)' },
      request_id: refused.headers.get('request-id'),
    });
    expect(upstream.requests).toHaveLength(LIMIT);
  });

  it('reports the remaining requests in every response, including streams and errors', async () => {
    const asked = Date.now();
    upstream.script(stream(delta({ content: 'Hi' }, 'stop')));
    const streamed = await ask('two', aRequest({ stream: true }));
    expect(streamed.headers.get('anthropic-ratelimit-requests-limit')).toBe('2');
    expect(remainingOf(streamed)).toBe('1');
    const reset = Date.parse(streamed.headers.get('anthropic-ratelimit-requests-reset') ?? '');
    expect(reset).toBeGreaterThanOrEqual(asked + 60_000);
    expect(reset).toBeLessThanOrEqual(Date.now() + 60_000);
    await streamed.text();
    expect(remainingOf(await ask('two', aRequest({ max_tokens: -1 })))).toBe('0');
  });

  it('applies to the connection test, which costs tokens as well', async () => {
    const url = `${await limited.listening()}/test-connection`;
    for (const status of [200, 200, 429]) {
      expect((await fetch(url, { headers: { 'x-api-key': 'nine' } })).status).toBe(status);
    }
    expect(upstream.requests).toHaveLength(LIMIT);
  });

  it('counts each key separately, and rejects an invalid key first', async () => {
    for (const status of [200, 200, 429]) expect((await ask('three')).status).toBe(status);
    expect((await ask('four')).status).toBe(200);
    const wrong = await ask('seven');
    expect(wrong.status).toBe(401);
    expect(remainingOf(wrong)).toBeNull();
  });

  it('is one limit for all callers if no key is required, since callers could invent keys', async () => {
    for (const status of [200, 200, 429])
      expect((await ask(`made-up-${status}`, aRequest(), open)).status).toBe(status);
  });

  it('counts token counts apart from messages', async () => {
    const url = await limited.listening();
    for (const expected of [
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]) {
      const count = await post(`${url}/v1/messages/count_tokens`, aRequest(), { 'x-api-key': 'eight' });
      expect([count.status, remainingOf(count)]).toEqual(expected);
    }
    expect(remainingOf(await ask('eight'))).toBe('1');
  });

  it('does not apply to models and probes', async () => {
    const url = await limited.listening();
    expect((await fetch(`${url}/v1/models`, { headers: { 'x-api-key': 'five' } })).status).toBe(200);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(remainingOf(await ask('five'))).toBe('1');
  });

  it.each([
    ['the provider', '0', ['60', '0', null]],
    ['the proxy', '50', ['2', '0', expect.any(String)]],
  ])('reports the tighter of two limits: that of %s', async (_, left, expected) => {
    const limits = { 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': left };
    upstream.script(json(completion({ content: 'Hi' }), 200, limits));
    const { headers } = await ask('six');
    expect(NAMES.map((name) => headers.get(name))).toEqual(expected);
  });
});
