import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';

describe('POST /v1/messages', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const send = (body: unknown = aRequest(), headers: Record<string, string> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, body, headers);

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, bodyLimit: 1024 * 1024 });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it.each(['gzip', 'br', 'zstd'])('rejects a body with content-encoding %s and says why', async (encoding) => {
    const response = await send(aRequest(), { 'content-encoding': encoding });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.stringContaining('without content-encoding') },
    });
  });

  it('replaces half a character, which strict upstreams reject', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await send('{"model":"claude-sonnet-5-5","max_tokens":9,"messages":[{"role":"user","content":"cut \\ud83d"}]}');
    expect((await upstream.received()).body).toMatchObject({ messages: [{ content: 'cut \ufffd' }] });
  });

  it('returns one Message', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const response = await send();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^msg_/),
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text: 'Hi' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      usage: expect.objectContaining({ input_tokens: 12, output_tokens: 5, cache_read_input_tokens: 0 }),
    });
  });

  it('calls the upstream with its own key and headers, and with none of the client', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await send(aRequest(), { 'anthropic-beta': 'some-beta', authorization: 'Bearer sk-other' });
    const { path, headers, body } = upstream.lastRequest;
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe('Bearer sk-upstream');
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-api-key']));
    expect(headers['anthropic-beta']).toBeUndefined();
    expect(body).toMatchObject({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] });
  });

  it('names the dropped fields', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const response = await send(aRequest({ top_k: 5, container: 'c' }));
    expect(response.headers.get('x-proxy-dropped')?.split(', ').sort()).toEqual(['container', 'top_k']);
  });

  it('returns a valid request ID and ignores any other', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await send(aRequest(), { 'x-request-id': 'abc-1' })).headers.get('x-request-id')).toBe('abc-1');
    expect((await send(aRequest(), { 'x-request-id': 'a b' })).headers.get('x-request-id')).toBeNull();
  });

  it('passes on rate limits and the upstream id of a success', async () => {
    upstream.script(
      json(completion({ content: 'Hi' }), 200, { 'x-ratelimit-remaining-tokens': '77', 'x-request-id': 'up-1' }),
    );
    const response = await send();
    expect(response.headers.get('anthropic-ratelimit-tokens-remaining')).toBe('77');
    expect(response.headers.get('x-upstream-request-id')).toBe('up-1');
  });

  it('reads a stream although none was requested', async () => {
    upstream.script(stream(delta({ content: 'a' }), delta({ content: 'b' }, 'stop'), usage(3, 2)));
    expect(await (await send()).json()).toMatchObject({ content: [{ text: 'ab' }], usage: { input_tokens: 3 } });
  });

  it('reads a stream with another content type', async () => {
    upstream.script((response) => {
      response.writeHead(200);
      response.end('data: {"choices":[{"delta":{"content":"ab"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
    });
    expect(await (await send()).json()).toMatchObject({ content: [{ text: 'ab' }] });
  });

  it.each([
    ['that says so', { 'content-encoding': 'gzip' }],
    ['that does not say so', {}],
  ])('reads a compressed response %s', async (_, headers) => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(gzipSync(JSON.stringify(completion({ content: 'small' }))));
    });
    expect(await (await send()).json()).toMatchObject({ content: [{ text: 'small' }] });
  });

  it('returns a refusal for a content filter', async () => {
    upstream.script(json({ error: { code: 'content_filter', message: 'filtered' } }, 400));
    const response = await send();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ stop_reason: 'refusal', content: [{ text: 'filtered' }] });
  });

  it.each([
    ['an HTML page', 'text/html', '<html>hello</html>'],
    ['broken JSON', 'application/json', '{"choices":'],
    ['an empty body', 'application/json', ''],
    ['a list', 'application/json', '[]'],
    ['no choices', 'application/json', '{}'],
  ])('returns 502 for %s', async (_, type, body) => {
    upstream.script((response) => void response.writeHead(200, { 'content-type': type }).end(body));
    const response = await send();
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });

  it('returns 504 when the upstream does not respond', async () => {
    upstream.script(() => undefined);
    const impatient = await startProxy({ baseUrl: upstream.baseUrl, requestTimeoutMs: 100 });
    const response = await post(`${impatient.url}/v1/messages`, aRequest());
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ error: { type: 'timeout_error' } });
    await impatient.close();
    await upstream.lastRequest.aborted;
  });

  it('returns 502 when the upstream is unreachable, without naming it', async () => {
    const lonely = await startProxy({ baseUrl: new URL('http://127.0.0.1:1/v1') });
    const response = await post(`${lonely.url}/v1/messages`, aRequest());
    const text = await response.text();
    await lonely.close();
    expect(response.status).toBe(502);
    expect(text).not.toContain('127.0.0.1');
  });

  it('follows no redirect', async () => {
    upstream.script((response) => void response.writeHead(307, { location: '/elsewhere' }).end());
    const response = await send();
    expect(response.status).toBe(502);
    expect(upstream.requests).toHaveLength(1);
  });

  it('aborts the upstream call when the client disconnects', async () => {
    upstream.script(() => undefined);
    const client = new AbortController();
    const replied = fetch(`${proxy.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aRequest()),
      signal: client.signal,
    });
    const received = await upstream.received();
    client.abort();
    await expect(replied).rejects.toThrow();
    await received.aborted;
  });

  it('ignores keys that would pollute prototypes', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const body = `{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},${JSON.stringify(aRequest()).slice(1)}`;
    expect((await send(body)).status).toBe(200);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  describe('given a bad request', () => {
    it.each<[string, unknown, number, string, string]>([
      ['malformed JSON', '{"model":', 400, 'invalid_request_error', 'JSON'],
      ['an empty body', '', 400, 'invalid_request_error', ''],
      ['a list', '[]', 400, 'invalid_request_error', ''],
      ['no model', { ...aRequest(), model: undefined }, 400, 'invalid_request_error', 'model'],
      ['no max_tokens', { ...aRequest(), max_tokens: undefined }, 400, 'invalid_request_error', 'max_tokens'],
      ['no messages', aRequest({ messages: [] }), 400, 'invalid_request_error', 'messages'],
      [
        'a wrong block',
        aRequest({ messages: [{ role: 'user', content: [{}] }] }),
        400,
        'invalid_request_error',
        'messages.0.content.0',
      ],
      ['a body that is too large', aRequest({ system: 'x'.repeat(1024 * 1024) }), 413, 'request_too_large', ''],
    ])('refuses %s', async (_, body, status, type, words) => {
      const response = await send(body);
      expect(response.status).toBe(status);
      const error = (await response.json()) as { error: { message: string }; request_id: string };
      expect(error).toMatchObject({ type: 'error', error: { type } });
      expect(error.error.message).toContain(words);
      expect(error.request_id).toBe(response.headers.get('request-id'));
    });

    it('refuses another content type', async () => {
      const response = await send('model=x', { 'content-type': 'application/x-www-form-urlencoded' });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    });
  });
});
