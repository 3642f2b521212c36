import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, delta, frame, json, stream, usage } from '../support/scripted-upstream.js';
import { parseFrames, readEvents } from '../support/sse.js';

const streaming = aRequest({ stream: true });

describe('a streamed response', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const messages = (): string => `${proxy.url}/v1/messages`;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    // No ping and no timeout may compete with a response.
    proxy = await startProxy({ baseUrl: upstream.baseUrl, pingIntervalMs: 600_000, requestTimeoutMs: 600_000 });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  /** Answers nothing until told to. */
  function holding(): { answer: (response: ServerResponse) => void; held: Promise<ServerResponse> } {
    let hold!: (response: ServerResponse) => void;
    const held = new Promise<ServerResponse>((resolve) => (hold = resolve));
    return { answer: hold, held };
  }

  it('has the headers and the events of the Messages API', async () => {
    upstream.script(
      stream(delta({ role: 'assistant', content: 'Hel' }), delta({ content: 'lo' }), delta({}, 'stop'), usage(9, 2)),
    );
    const response = await post(`${messages()}?beta=true`, streaming);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('request-id')).toMatch(/^req_\w{24}$/);
    const events = parseFrames(await response.text());
    expect(events.map(({ event }) => event)).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(events[6]?.data).toMatchObject({ usage: { input_tokens: 9, output_tokens: 2 } });
  });

  it('frees its connection for the next request, also when the end mark comes late', async () => {
    const turns = async (count: number): Promise<void> => {
      for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
    };
    let ended = Promise.resolve();
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      ended = (async () => {
        for (const chunk of [delta({ content: 'x'.repeat(100_000) }, 'stop'), usage(9, 2), '[DONE]']) {
          response.write(frame(chunk));
          // Each in a read of its own.
          await turns(200);
        }
        await new Promise<void>((resolve) => response.end(resolve));
      })();
    });
    const before = upstream.connections;
    for (let request = 0; request < 4; request += 1) {
      await (await post(messages(), streaming)).text();
      await ended;
      await turns(500);
    }
    expect(upstream.connections - before).toBeLessThanOrEqual(1);
  });

  it('arrives while the upstream is still sending', async () => {
    const { answer, held } = holding();
    upstream.script(answer);
    const replied = post(messages(), streaming);
    const response = await held;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frame(delta({ content: 'first' })));
    const events = readEvents(await replied);
    const seen: string[] = [];
    for await (const { event, data } of events) {
      seen.push(event);
      if (event !== 'content_block_delta') continue;
      if (JSON.stringify(data).includes('first'))
        response.end(frame(delta({ content: 'second' }, 'stop')) + frame('[DONE]'));
    }
    expect(seen.filter((event) => event === 'content_block_delta')).toHaveLength(2);
    expect(seen.at(-1)).toBe('message_stop');
  });

  it('starts and pings while the upstream is silent, then continues', async () => {
    const { answer, held } = holding();
    upstream.script(answer);
    const pinging = await startProxy({ baseUrl: upstream.baseUrl, pingIntervalMs: 20 });
    const events = readEvents(await post(`${pinging.url}/v1/messages`, streaming));
    expect((await events.next()).value).toMatchObject({ event: 'message_start' });
    expect((await events.next()).value).toMatchObject({ event: 'ping' });
    expect((await events.next()).value).toMatchObject({ event: 'ping' });
    const response = await held;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(frame(delta({ content: 'late' }, 'stop')) + frame('[DONE]'));
    const rest: string[] = [];
    for await (const { event } of events) if (event !== 'ping') rest.push(event);
    expect(rest).toEqual([
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    await pinging.close();
  });

  it('keeps the status of an error that comes before the first event', async () => {
    upstream.script(json({ error: { message: 'slow down', type: 'rate_limit' } }, 429, { 'retry-after': '7' }));
    const response = await post(messages(), streaming);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'slow down' },
      request_id: response.headers.get('request-id'),
    });
  });

  it('keeps the status of an error that is the first event of a stream', async () => {
    upstream.script(stream({ error: { message: 'overloaded', code: 'server_is_overloaded' } }));
    const response = await post(messages(), streaming);
    expect(response.status).toBe(529);
    expect(await response.json()).toMatchObject({ error: { type: 'overloaded_error', message: 'overloaded' } });
  });

  const role = frame(delta({ role: 'assistant', content: '' }));

  it.each([
    [
      'an error',
      (response: ServerResponse) => void response.end(frame({ error: { message: 'busy', code: 503 } })),
      529,
    ],
    ['a rate limit', (response: ServerResponse) => void response.end(frame({ error: { code: 429 } })), 429],
    ['a cut connection', (response: ServerResponse) => void response.destroy(), 502],
    ['an end without a finish', (response: ServerResponse) => void response.end(), 502],
    ['malformed events', (response: ServerResponse) => void response.end('data: x\n\n'.repeat(3)), 502],
    ['a broken finish', (response: ServerResponse) => void response.end(frame(delta({}, 'error'))), 502],
  ])('has the status of %s after a chunk with only a role: nothing was sent before', async (_, finish, status) => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(role, () => finish(response));
    });
    const response = await post(messages(), streaming);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: 'error' });
  });

  it('starts and pings when only a role has arrived, and then reports an error as an event', async () => {
    const { answer, held } = holding();
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(role, () => answer(response));
    });
    const pinging = await startProxy({ baseUrl: upstream.baseUrl, pingIntervalMs: 20 });
    const events = readEvents(await post(`${pinging.url}/v1/messages`, streaming));
    for (const event of ['message_start', 'ping', 'ping']) {
      expect((await events.next()).value).toMatchObject({ event });
    }
    (await held).end(frame({ error: { message: 'busy', code: 503 } }));
    const rest: string[] = [];
    for await (const { event } of events) if (event !== 'ping') rest.push(event);
    expect(rest).toEqual(['error']);
    await pinging.close();
  });

  it('writes a complete message for a response without content', async () => {
    upstream.script(stream(delta({ role: 'assistant', content: '' }), delta({}, 'stop'), usage(9, 0)));
    const events = parseFrames(await (await post(messages(), streaming)).text());
    expect(events.map(({ event }) => event)).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it.each([
    ['an error in the middle', (response: ServerResponse) => void response.end(frame({ error: { message: 'boom' } }))],
    ['a cut connection', (response: ServerResponse) => void response.destroy()],
    ['an end without a finish', (response: ServerResponse) => void response.end()],
  ])('ends with one error event after %s', async (_, finish) => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'half' })), () => finish(response));
    });
    const response = await post(messages(), streaming);
    const events = parseFrames(await response.text());
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      data: { error: { type: 'api_error' }, request_id: response.headers.get('request-id') },
    });
    expect(events.filter(({ event }) => /error|message_(delta|stop)/.test(event))).toHaveLength(1);
  });

  it('ends with a timeout error when the upstream falls silent for good', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'half' })));
    });
    const impatient = await startProxy({ baseUrl: upstream.baseUrl, requestTimeoutMs: 1_000 });
    const events = parseFrames(await (await post(`${impatient.url}/v1/messages`, streaming)).text());
    await impatient.close();
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'timeout_error' } } });
  });

  it('ends although the upstream keeps its connection open after the finish', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'all' }, 'stop')) + frame('[DONE]'));
    });
    const events = parseFrames(await (await post(messages(), streaming)).text());
    expect(events.at(-1)?.event).toBe('message_stop');
  });

  it.each([
    ['before the first byte', false],
    ['in the middle', true],
  ])('aborts the upstream call when the client disconnects %s', async (_, hasBegun) => {
    upstream.script((response) => {
      if (!hasBegun) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'first' })));
    });
    const client = new AbortController();
    const replied = fetch(messages(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(streaming),
      signal: client.signal,
    });
    const received = await upstream.received();
    if (hasBegun) await readEvents(await replied).next();
    client.abort();
    await expect(replied.then((response) => response.text())).rejects.toThrow();
    await received.aborted;
  });

  it('reads from the upstream only as fast as the client reads, and loses nothing', async () => {
    const text = 'x'.repeat(64 * 1024);
    const total = 600;
    let sent = 0;
    let stalled!: () => void;
    const hasStalled = new Promise<void>((resolve) => (stalled = resolve));
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (; sent < total; sent += 1) {
        if (response.write(frame(delta({ content: text })))) continue;
        // A write that is not drained after this many turns of the event loop is held back by the reader.
        let isDrained = false;
        const drained = once(response, 'drain').then(() => (isDrained = true));
        let turns = 0;
        while (!isDrained && turns < 2_000) {
          await new Promise(setImmediate);
          turns += 1;
        }
        if (!isDrained) stalled();
        await drained;
      }
      response.end(frame(delta({}, 'stop')) + frame('[DONE]'));
    });
    const client = request(messages(), {
      agent: false,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    client.end(JSON.stringify(streaming));
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    response.pause();
    await hasStalled;
    expect(sent).toBeLessThan(total);
    let received = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) received += chunk.length;
    expect(sent).toBe(total);
    expect(received).toBeGreaterThan(total * text.length);
  });

  it('reads a whole response although a stream was requested', async () => {
    upstream.script(
      json({
        choices: [{ message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3, completion_tokens: 1 },
      }),
    );
    const events = parseFrames(await (await post(messages(), streaming)).text());
    expect(JSON.stringify(events)).toContain('whole');
    expect(events.at(-1)?.event).toBe('message_stop');
  });

  it('reads a whole response with another content type', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}');
    });
    const events = parseFrames(await (await post(messages(), streaming)).text());
    expect(JSON.stringify(events)).toContain('whole');
    expect(events.at(-1)?.event).toBe('message_stop');
  });

  it.each(['{"choices":[]}', '<html></html>'])('keeps the status when there is no answer in %s', async (body) => {
    upstream.script((response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(body));
    expect((await post(messages(), streaming)).status).toBe(502);
  });

  it('returns a refusal for a content filter', async () => {
    upstream.script(json({ error: { code: 'content_filter', message: 'filtered' } }, 400));
    const events = parseFrames(await (await post(messages(), streaming)).text());
    expect(events.at(-2)?.data).toMatchObject({ delta: { stop_reason: 'refusal' } });
  });
});
