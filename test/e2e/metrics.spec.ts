import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../demo/free-port.mjs';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json, stream, usage } from '../support/scripted-upstream.js';

describe('/metrics', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;

  const read = async (): Promise<string> => (await fetch(`${proxy.url}/metrics`)).text();
  /** The value of a sample by its name and labels, as written. */
  const sample = async (name: string): Promise<number | undefined> => {
    const line = (await read()).split('\n').find((candidate) => candidate.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };
  /** Waits until the sample has a value: a request is counted just after its reply. */
  const sampled = async (name: string, value: number): Promise<void> => {
    while ((await sample(name)) !== value) await new Promise(setImmediate);
  };
  const ask = async (body: Record<string, unknown>): Promise<void> => {
    await (await post(`${proxy.url}/v1/messages`, body)).text();
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-client'], maxRetries: 1 });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('is text for Prometheus and needs no key', async () => {
    const reply = await fetch(`${proxy.url}/metrics`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await reply.text();
    expect(text).toMatch(/^claude_proxy_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('counts requests, durations and tokens', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await ask(aRequest());
    await sampled('claude_proxy_requests_total{route="/v1/messages",status="200",stream="false"}', 1);
    await sampled('claude_proxy_request_duration_seconds_count{route="/v1/messages",stream="false"}', 1);
    await sampled('claude_proxy_tokens_total{direction="input",model="gpt-4o"}', 12);
    await sampled('claude_proxy_tokens_total{direction="output",model="gpt-4o"}', 5);
    await sampled('claude_proxy_requests_ended_total{route="/v1/messages",ended_by="done"}', 1);
  });

  it('times streams to their first token and from token to token', async () => {
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, 'stop'), usage(10, 40)));
    await ask(aRequest({ stream: true, model: 'claude-haiku-5-5' }));
    await sampled('claude_proxy_time_to_first_token_seconds_count{model="gpt-4o-mini",stream="true"}', 1);
    await sampled('claude_proxy_time_per_output_token_seconds_count{model="gpt-4o-mini"}', 1);
    await sampled('claude_proxy_tokens_total{direction="output",model="gpt-4o-mini"}', 40);
  });

  it('counts active requests, and requests of clients that disconnected', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'Hi' })));
    });
    const reader = (await post(`${proxy.url}/v1/messages`, aRequest({ stream: true }))).body?.getReader();
    await reader?.read();
    expect(await sample('claude_proxy_in_flight_requests')).toBe(1);
    expect(await sample('claude_proxy_in_flight_streams')).toBe(1);
    await reader?.cancel();
    await sampled('claude_proxy_client_aborts_total{route="/v1/messages"}', 1);
    expect(await sample('claude_proxy_in_flight_requests')).toBe(0);
    expect(await sample('claude_proxy_in_flight_streams')).toBe(0);
  });

  it('counts upstream errors and retries', async () => {
    upstream.script(json({ error: { message: 'busy' } }, 503, { 'retry-after': '0' }));
    const before = (await sample('claude_proxy_upstream_calls_total{upstream="default",api="chat-completions"}')) ?? 0;
    await ask(aRequest());
    await sampled('claude_proxy_upstream_errors_total{upstream="default",error_type="overloaded_error"}', 1);
    await sampled('claude_proxy_upstream_calls_total{upstream="default",api="chat-completions"}', before + 2);
    await sampled('claude_proxy_upstream_retries_total{upstream="default"}', 1);
  });

  it('counts dropped fields and learned overrides', async () => {
    const message = "Unsupported parameter: 'temperature' is not supported with this model.";
    upstream.script(
      json({ error: { message, param: 'temperature', code: 'unsupported_parameter' } }, 400),
      json(completion({ content: 'Hi' })),
    );
    await ask(aRequest({ temperature: 0.5 }));
    await sampled('claude_proxy_learned_quirks_total{quirk="rejectedFields"}', 1);
    const before = (await sample('claude_proxy_dropped_fields_total')) ?? 0;
    await ask(aRequest({ top_k: 5 }));
    await sampled('claude_proxy_dropped_fields_total', before + 1);
  });

  it('counts finish reasons that are not known', async () => {
    upstream.script(json(completion({ content: 'Hi' }, 'mystery')));
    await ask(aRequest());
    await sampled('claude_proxy_unknown_finish_reasons_total{upstream="default"}', 1);
  });

  it('uses no label from a client', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await ask(aRequest({ model: 'made-up-1' }));
    await fetch(`${proxy.url}/made/up/2`);
    await fetch(`${proxy.url}/v1/models/made-up-3`, { headers: { 'x-api-key': 'sk-client' } });
    await sampled('claude_proxy_requests_total{route="unknown",status="404",stream="false"}', 1);
    await sampled('claude_proxy_tokens_total{direction="output",model="other"}', 5);
    expect(await read()).not.toMatch(/made.up/);
  });
});

describe('/metrics on a port of its own', () => {
  it('is not served on the port of the API', async () => {
    const port = await findFreePort();
    const proxy = await startProxy({ metricsPort: port });
    expect((await fetch(`${proxy.url}/metrics`)).status).toBe(404);
    const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await reply.text()).toContain('claude_proxy_requests_total');
    expect((await fetch(`http://127.0.0.1:${port}/v1/messages`)).status).toBe(404);
    await proxy.close();
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });
});

describe('readiness that includes the upstream', () => {
  it('is lost while the upstream is unreachable, with one upstream call for many probes', async () => {
    const upstream = await ScriptedUpstream.start();
    upstream.script((response) => void response.writeHead(401).end());
    const ready = await startProxy({ baseUrl: upstream.baseUrl, readinessUpstream: true });
    const statuses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${ready.url}/readyz`)));
    expect(statuses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(upstream.requests).toHaveLength(1);
    const { baseUrl } = upstream;
    await upstream.close();
    const lost = await startProxy({ baseUrl, readinessUpstream: true });
    expect((await fetch(`${lost.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${lost.url}/livez`)).status).toBe(200);
    await Promise.all([ready.close(), lost.close()]);
  });
});
