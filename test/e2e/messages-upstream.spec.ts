import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProxyOptions } from '../../src/config/proxy-options.js';
import type { UpstreamOptions } from '../../src/config/routes/upstream-entries.js';
import { RequestObservers } from '../../src/request-context/request-observers.js';
import type { RequestRecord } from '../../src/request-context/request-record.js';
import {
  NATIVE_MESSAGE,
  NativeUpstream,
  frame,
  messageStart,
  nativeStream,
  sendError,
  sendJson,
  sendStream,
  textDelta,
} from '../support/native-upstream.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

const HELLO = sendJson(NATIVE_MESSAGE);
const BODY = '{"model":"claude-opus-5-5", "max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}';

describe('a Messages upstream', () => {
  let upstream: NativeUpstream;
  let proxy: RunningProxy;
  let ended: RequestRecord[];
  let onEnded = (): void => undefined;

  const start = async (options: Partial<ProxyOptions> = {}): Promise<void> => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, defaultModels: ['gpt-4o', 'gpt-4o-mini'], ...options });
    ended = [];
    proxy.application.get(RequestObservers, { strict: false }).add({
      onEnd: (record) => {
        ended.push(record);
        onEnded();
      },
    });
  };
  const ask = (body: unknown = BODY, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
    post(`${proxy.url}/v1/messages${query}`, body, headers);
  const errorOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error: unknown }).error;

  beforeAll(async () => {
    upstream = await NativeUpstream.start();
  });
  beforeEach(() => start());
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it.each([
    ['odd spacing and key order', ' {"stream" : false,\n"messages":[ ],"model":"claude-opus-5-5" , "max_tokens":5}\n'],
    ['numbers and escapes', '{"model":"claude-opus-5-5","max_tokens":5,"x":1e400,"y":"\\u0061\\"","messages":[]}'],
    ['unknown fields', '{"model":"claude-opus-5-5","max_tokens":5,"messages":[],"future":{"model":"other"}}'],
    ['what the proxy would reject for other upstreams', '{"model":"claude-opus-5-5","messages":"none"}'],
  ])('receives the bytes of the client, and the client its response: %s', async (_, body) => {
    upstream.script(HELLO);
    const response = await ask(body);
    expect(await response.text()).toBe(NATIVE_MESSAGE);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(upstream.bodies).toEqual([body]);
    expect(upstream.lastRequest.headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(upstream.lastRequest.url).toBe('/anthropic/v1/messages');
  });

  it('streams to the client byte for byte', async () => {
    upstream.script(sendStream(nativeStream('Hello', ' world')));
    const response = await ask(aRequest({ stream: true }));
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await response.text()).toBe(nativeStream('Hello', ' world'));
  });

  it('is accounted by its own counts', async () => {
    upstream.script(sendStream(nativeStream('Hello')), HELLO);
    const areEnded = new Promise<void>((resolve) => {
      onEnded = () => (ended.length === 2 ? resolve() : undefined);
    });
    await (await ask(aRequest({ stream: true }))).text();
    await (await ask()).text();
    await areEnded;
    expect(ended).toMatchObject([
      { api: 'messages', isStream: true, stopReason: 'end_turn', usage: { input_tokens: 11, output_tokens: 7 } },
      {
        api: 'messages',
        isStream: false,
        stopReason: 'end_turn',
        usage: { input_tokens: 11, cache_read_input_tokens: 3 },
      },
    ]);
  });

  it('ends the response at message_stop even if it keeps its socket open', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(nativeStream('Hello'));
    });
    expect(await (await ask(aRequest({ stream: true }))).text()).toBe(nativeStream('Hello'));
  });

  it('leads to an error event if it closes a stream early', async () => {
    upstream.script(sendStream(messageStart() + textDelta('Hi')));
    const text = await (await ask(aRequest({ stream: true }))).text();
    expect(text).toMatch(
      /^event: message_start[\s\S]+event: error\ndata: \{"type":"error","error":\{"type":"api_error"/,
    );
  });

  it.each([
    ['first', ''],
    ['after a ping', frame('ping')],
  ])('keeps the status of an error that comes %s in a stream', async (_, before) => {
    upstream.script(
      sendStream(before + frame('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })),
    );
    const response = await ask(aRequest({ stream: true }));
    expect(response.status).toBe(529);
    expect(await errorOf(response)).toEqual({ type: 'overloaded_error', message: 'Overloaded' });
  });

  it('receives the model of the route, and the client the name that it requested', async () => {
    await proxy.close();
    await start({ modelMap: [{ pattern: 'claude-*', target: 'glm-5' }] });
    upstream.script(sendJson(NATIVE_MESSAGE.replace('claude-opus-5-5', 'glm-5')));
    expect(await (await ask()).text()).toBe(NATIVE_MESSAGE);
    expect(upstream.bodies).toEqual([BODY.replace('claude-opus-5-5', 'glm-5')]);
  });

  it('receives the configured family models if they are not the defaults', async () => {
    await proxy.close();
    await start({ bigModel: 'glm-5', defaultModels: ['gpt-4o-mini'] });
    upstream.script(HELLO);
    await ask();
    await ask(BODY.replace('opus', 'haiku'));
    expect(upstream.bodies.map((body) => (JSON.parse(body) as { model: string }).model)).toEqual([
      'glm-5',
      'claude-haiku-5-5',
    ]);
  });

  it('receives the model without the mark of a long context', async () => {
    upstream.script(HELLO);
    await ask(BODY.replace('opus-5-5', 'opus-5-5[1m]'));
    expect(upstream.bodies).toEqual([BODY]);
  });

  it('receives the key of the proxy, and of the headers of the client only those of the API', async () => {
    upstream.script(HELLO);
    await ask(
      BODY,
      { 'anthropic-version': '2026-10-21', 'anthropic-beta': 'a-2025-01-01', cookie: 'a=b', 'x-app': 'cli' },
      '?beta=true&x=1',
    );
    const { headers, url } = upstream.lastRequest;
    expect(url).toBe('/anthropic/v1/messages?beta=true');
    expect(headers).toMatchObject({
      'x-api-key': 'sk-upstream',
      authorization: 'Bearer sk-upstream',
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a-2025-01-01',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    });
    expect(Object.keys(headers).filter((name) => ['cookie', 'x-app'].includes(name))).toEqual([]);
    expect(headers['user-agent']).toMatch(/^claude-proxy\//);
  });

  it('receives the key of the caller in passthrough mode', async () => {
    await proxy.close();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, defaultModels: ['gpt-4o'], upstreamKey: undefined } as never);
    upstream.script(HELLO);
    await ask(BODY, { 'anthropic-workspace-id': 'w' });
    expect(upstream.lastRequest.headers).toMatchObject({ 'x-api-key': 'sk-client', 'anthropic-workspace-id': 'w' });
  });

  it('has its limits and its request id reach the client', async () => {
    upstream.script(
      sendJson(NATIVE_MESSAGE, 200, {
        'request-id': 'req_up',
        'anthropic-ratelimit-tokens-remaining': '9',
        'anthropic-ratelimit-unified-status': 'allowed',
        'set-cookie': 'a=b',
      }),
    );
    const { headers } = await ask();
    expect(headers.get('x-upstream-request-id')).toBe('req_up');
    expect(headers.get('request-id')).toMatch(/^req_/);
    expect(headers.get('request-id')).not.toBe('req_up');
    expect(headers.get('anthropic-ratelimit-tokens-remaining')).toBe('9');
    expect(headers.get('anthropic-ratelimit-unified-status')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('leaves out a beta that was rejected, now and in the next request', async () => {
    upstream.script(
      sendError('invalid_request_error', 'Unexpected value(s) `b-2025-01-01` for the `anthropic-beta` header.'),
      HELLO,
    );
    const betas = { 'anthropic-beta': 'a-2025-01-01,b-2025-01-01' };
    expect((await ask(BODY, betas)).status).toBe(200);
    expect((await ask(BODY, betas)).status).toBe(200);
    expect(upstream.requests.map(({ headers }) => headers['anthropic-beta'])).toEqual([
      'a-2025-01-01,b-2025-01-01',
      'a-2025-01-01',
      'a-2025-01-01',
    ]);
  });

  it('leaves out a field that was rejected, and names it', async () => {
    upstream.script(sendError('invalid_request_error', 'speed: Extra inputs are not permitted'), HELLO);
    const response = await ask({ ...aRequest(), model: 'claude-opus-5-5', speed: 'fast' });
    expect(response.headers.get('x-proxy-dropped')).toBe('speed');
    expect(JSON.parse(upstream.bodies[1] ?? '')).not.toHaveProperty('speed');
  });

  it('receives a request without thinking once after it rejects a signature', async () => {
    const signature = sendError(
      'invalid_request_error',
      'messages.1.content.0: Invalid `signature` in `thinking` block',
    );
    const messages = [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'EqQB' },
          { type: 'text', text: 'Yes' },
        ],
      },
      { role: 'user', content: 'Go on' },
    ];
    upstream.script(signature, HELLO);
    expect((await ask(aRequest({ model: 'claude-opus-5-5', messages }))).status).toBe(200);
    expect(upstream.bodies[1]).not.toContain('EqQB');
    upstream.script(signature);
    const response = await ask(aRequest({ model: 'claude-opus-5-5', messages }));
    expect(upstream.bodies).toHaveLength(2);
    expect(upstream.bodies[0]).toContain('EqQB');
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({
      message: expect.stringContaining('(capability_rejected: thinking_signature)') as unknown,
    });
  });

  it.each([
    ['{"max_tokens":5,"messages":[]}', 'model: Field required'],
    ['{"model":"claude-opus-5-5",', 'The request body is not a valid JSON object'],
  ])('does not receive what cannot be routed: %s', async (body, message) => {
    upstream.script(HELLO);
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toEqual({ type: 'invalid_request_error', message });
    expect(upstream.requests).toEqual([]);
  });

  it('receives no body that is larger than the limit', async () => {
    await proxy.close();
    await start({ bodyLimit: 100 });
    upstream.script(HELLO);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(BODY.replace('Hi', 'x'.repeat(200))));
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json', 'x-api-key': 'k' };
    const response = await fetch(`${proxy.url}/v1/messages`, {
      method: 'POST',
      headers,
      body: chunked,
      duplex: 'half',
    } as never);
    expect(response.status).toBe(413);
    expect(upstream.requests).toEqual([]);
  });
});

describe('token counts of a Messages upstream', () => {
  let upstream: NativeUpstream;
  let proxy: RunningProxy;
  const count = async (): Promise<unknown> => (await post(`${proxy.url}/v1/messages/count_tokens`, BODY)).json();

  beforeAll(async () => {
    upstream = await NativeUpstream.start();
  });
  beforeEach(async () => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, provider: 'anthropic', defaultModels: ['gpt-4o'] });
  });
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it('come from its own tokenizer', async () => {
    upstream.script(sendJson('{"input_tokens":1234}'));
    expect(await count()).toEqual({ input_tokens: 1234 });
    expect(upstream.lastRequest.url).toBe('/anthropic/v1/messages/count_tokens');
    expect(upstream.bodies).toEqual([BODY]);
  });

  it.each([
    ['does not know the path', sendError('not_found_error', 'Not found', 404)],
    ['responds to unknown paths with 200', sendJson('{"error":"Unexpected endpoint"}')],
  ])('are local from then on if it %s', async (_, answer) => {
    upstream.script(answer);
    const first = await count();
    expect(first).toEqual({ input_tokens: expect.any(Number) as unknown });
    expect(await count()).toEqual(first);
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('fallbacks between a Messages upstream and others', () => {
  let native: NativeUpstream;
  let chat: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    native = await NativeUpstream.start();
    chat = await ScriptedUpstream.start();
  });
  afterEach(() => proxy.close());
  afterAll(() => Promise.all([native.close(), chat.close()]));

  const startWith = async (...order: string[]): Promise<void> => {
    const upstreamOf = (name: string, baseUrl: URL): UpstreamOptions => ({
      name,
      baseUrl,
      headers: {},
      extraBody: {},
      modelOverrides: [],
    });
    const [first = '', ...others] = order.map((upstream) => ({ upstream, model: 'claude-opus-5-5' }));
    proxy = await startProxy({
      upstreams: [upstreamOf('native', native.baseUrl), upstreamOf('chat', chat.baseUrl)],
      routes: [{ pattern: 'claude-*', targets: [first, ...others] as never }],
    });
  };
  const messages = [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'EqQB' },
        { type: 'tool_use', id: 'toolu_1', name: 'read', input: { a: 1 } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'text' }] },
  ];
  const ask = (): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest({ model: 'claude-opus-5-5', messages }));

  it('convert the request for Chat Completions when the Messages upstream is overloaded', async () => {
    await startWith('native', 'chat');
    native.script(sendError('overloaded_error', 'Overloaded', 529));
    chat.script(json(completion({ content: 'From chat' })));
    expect(await (await ask()).json()).toMatchObject({ content: [{ type: 'text', text: 'From chat' }] });
    expect(chat.lastRequest.body).toMatchObject({
      messages: [{ role: 'user' }, { tool_calls: [{ function: { name: 'read' } }] }, { role: 'tool' }],
    });
    expect(JSON.stringify(chat.lastRequest.body)).not.toContain('EqQB');
  });

  it('forward the bytes of the client when Chat Completions is overloaded', async () => {
    await startWith('chat', 'native');
    chat.script(json({ error: { message: 'busy' } }, 503));
    native.script(HELLO);
    expect(await (await ask()).text()).toBe(NATIVE_MESSAGE);
    expect(native.bodies).toEqual([JSON.stringify(aRequest({ model: 'claude-opus-5-5', messages }))]);
  });
});
