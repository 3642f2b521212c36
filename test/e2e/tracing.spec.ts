import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OtlpCollector } from '../support/otlp-collector.js';
import type { CollectedSpan } from '../support/otlp-collector.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json, stream, usage } from '../support/scripted-upstream.js';

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
const tracestate = 'vendor=value';

describe('the trace of a request', () => {
  let upstream: ScriptedUpstream;
  let collector: OtlpCollector;
  let proxy: RunningProxy;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });

  beforeEach(async () => {
    collector = await OtlpCollector.start();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    process.env.OTEL_EXPORTER_OTLP_HEADERS = 'api-key=collector-key';
    proxy = await startProxy({ baseUrl: upstream.baseUrl, maxRetries: 1, tracesExporters: ['otlp'] });
  });

  afterEach(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
    await collector.close();
  });

  afterAll(() => upstream.close());

  /** Sends one request, and shuts the proxy down, which sends the spans that are left. */
  async function spansOf(
    body: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<{ server: CollectedSpan; clients: readonly CollectedSpan[] }> {
    const response = await post(`${proxy.url}/v1/messages`, body, headers);
    await response.text();
    await proxy.close();
    const server = collector.spans.filter(({ kind }) => kind === SERVER);
    expect(server).toHaveLength(1);
    expect(server[0].attributes['claude_proxy.request_id']).toBe(response.headers.get('request-id'));
    return { server: server[0], clients: collector.spans.filter(({ kind }) => kind === CLIENT) };
  }

  it('shows the request and, below it, the call to the upstream', async () => {
    upstream.script(json({ ...(completion({ content: 'Hi' }) as object), model: 'gpt-4o-2024-11-20' }));
    const { server, clients } = await spansOf(aRequest());
    expect(server).toMatchObject({
      name: 'POST /v1/messages',
      parentSpanId: '',
      status: 0,
      events: ['first_token', 'end'],
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/messages',
        'http.response.status_code': 200,
        'claude_proxy.model': 'claude-sonnet-5-5',
        'claude_proxy.ended_by': 'done',
        'claude_proxy.upstream_calls': 1,
      },
      resource: { 'service.name': 'claude-proxy', 'service.version': expect.any(String) },
    });
    expect(clients).toEqual([
      expect.objectContaining({
        name: 'chat gpt-4o',
        traceId: server.traceId,
        parentSpanId: server.spanId,
        status: 0,
        attributes: expect.objectContaining({
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': '_OTHER',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-11-20',
          'gen_ai.response.finish_reasons': ['end_turn'],
          'gen_ai.usage.input_tokens': 12,
          'gen_ai.usage.output_tokens': 5,
          'http.response.status_code': 200,
          'server.address': '127.0.0.1',
          'server.port': Number(upstream.baseUrl.port),
        }),
      }),
    ]);
    expect(clients[0].nanoseconds).toBeGreaterThan(0n);
    expect(clients[0].nanoseconds).toBeLessThanOrEqual(server.nanoseconds);
    expect(collector.headers['api-key']).toBe('collector-key');
  });

  it('times the first token of a stream, and counts what the cache read among the input', async () => {
    const counts = { prompt_tokens: 12, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } };
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, 'stop'), { ...(usage(0, 0) as object), usage: counts }));
    const { clients } = await spansOf(aRequest({ stream: true }));
    expect(clients[0].attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.cache_read.input_tokens': 8,
    });
    expect(clients[0].attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
  });

  it('belongs to the trace of the client, and the call of the upstream to it', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const { server, clients } = await spansOf(aRequest(), { traceparent, tracestate });
    expect(server).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
    expect(upstream.lastRequest.headers).toMatchObject({
      traceparent: `00-${traceId}-${clients[0].spanId}-01`,
      tracestate,
    });
  });

  it('is not recorded if the client does not sample its trace', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await post(`${proxy.url}/v1/messages`, aRequest(), { traceparent: traceparent.replace(/01$/, '00') });
    await proxy.close();
    expect(collector.spans).toEqual([]);
  });

  it('shows each attempt, and why it failed', async () => {
    upstream.script(json({ error: { message: 'busy' } }, 503), json({ error: { message: 'boom' } }, 500));
    const { server, clients } = await spansOf(aRequest());
    expect(clients.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
      [ERROR, '503'],
      [ERROR, '500'],
    ]);
    expect(server).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': 'api_error', 'claude_proxy.ended_by': 'upstream_failed' },
    });
  });

  it('records no error for an invalid request', async () => {
    const { server, clients } = await spansOf({});
    expect(clients).toEqual([]);
    expect(server).toMatchObject({ status: 0, attributes: { 'http.response.status_code': 400 } });
  });

  it('records no error for a client that disconnects', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'Hi' })));
    });
    const leaving = new AbortController();
    await fetch(`${proxy.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aRequest({ stream: true })),
      signal: leaving.signal,
    });
    leaving.abort();
    await upstream.lastRequest.aborted;
    await proxy.close();
    expect(collector.spans.map(({ kind, status }) => [kind, status]).sort()).toEqual([
      [SERVER, 0],
      [CLIENT, 0],
    ]);
    expect(collector.spans.find(({ kind }) => kind === SERVER)).toMatchObject({
      attributes: { 'claude_proxy.ended_by': 'client_left' },
    });
  });

  it('contains no part of prompts, responses or keys, and is not created for probes', async () => {
    upstream.script(json(completion({ content: 'a secret answer' })));
    await (await fetch(`${proxy.url}/livez`)).text();
    await spansOf(aRequest({ messages: [{ role: 'user', content: 'a secret prompt' }] }));
    const text = JSON.stringify(collector.spans, (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    expect(text).not.toMatch(/secret|sk-/);
  });
});

describe('without tracing', () => {
  it('forwards the trace context of the client unchanged', async () => {
    const upstream = await ScriptedUpstream.start();
    const proxy = await startProxy({ baseUrl: upstream.baseUrl });
    upstream.script(json(completion({ content: 'Hi' })));
    await post(`${proxy.url}/v1/messages`, aRequest(), { traceparent, tracestate });
    expect(upstream.lastRequest.headers).toMatchObject({ traceparent, tracestate });
    for (const headers of [{}, { traceparent: 'nonsense', tracestate }]) {
      await post(`${proxy.url}/v1/messages`, aRequest(), headers);
      expect(upstream.lastRequest.headers).not.toHaveProperty('traceparent');
      expect(upstream.lastRequest.headers).not.toHaveProperty('tracestate');
    }
    await proxy.close();
    await upstream.close();
  });
});
