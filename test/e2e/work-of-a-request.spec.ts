import { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EventStreamBody } from '../../src/http/event-stream-body.js';
import { ChatStreamingResponseReader } from '../../src/conversion/chat-completions/response/chat-completion-reader.js';
import { HttpResponseHandler } from '../../src/upstream/http-call.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, frame, json } from '../support/scripted-upstream.js';
import { parseFrames } from '../support/sse.js';

const EVENTS = 300;
const LARGE = 100_000;

/** What may not grow, counted instead of timed: it is the same on every machine. */
describe('the work of a request', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  const ask = async (body: unknown): Promise<string> => (await post(`${proxy.url}/v1/messages`, body)).text();
  const tokens = (count: number): string =>
    frame(delta({ content: 'word ' })).repeat(count) + frame(delta({}, 'stop')) + frame('[DONE]');

  it('reads a large body once and writes it once', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const body = JSON.stringify(aRequest({ messages: [{ role: 'user', content: 'word '.repeat(LARGE) }] }));
    const parse = jest.spyOn(JSON, 'parse');
    const stringify = jest.spyOn(JSON, 'stringify');
    await ask(body);
    const atUpstream = 1;
    expect(parse.mock.calls.filter(([text]) => text.length > LARGE)).toHaveLength(1 + atUpstream);
    const written = stringify.mock.results.map(({ value }) => String(value));
    expect(written.filter((text) => text.length > LARGE)).toHaveLength(1);
  });

  it('emits and writes once for all events that one read has brought', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(tokens(EVENTS));
    });
    const reads = jest.spyOn(ChatStreamingResponseReader.prototype, 'push');
    const batches = jest.spyOn(EventStreamBody.prototype, 'write');
    const writes = jest.spyOn(ServerResponse.prototype, 'write');
    const events = parseFrames(await ask(aRequest({ stream: true })));
    expect(events.length).toBeGreaterThan(EVENTS);
    expect(reads.mock.calls.length).toBeLessThan(EVENTS / 10);
    expect(batches.mock.calls.length).toBeLessThanOrEqual(reads.mock.calls.length);
    // The upstream's own answer is given by `end`.
    expect(writes.mock.calls.length).toBeLessThanOrEqual(batches.mock.calls.length);
  });

  it('forwards each piece of a response without a copy', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(tokens(EVENTS));
    });
    const received = jest.spyOn(HttpResponseHandler.prototype, 'onResponseData');
    const read = jest.spyOn(ChatStreamingResponseReader.prototype, 'push');
    await ask(aRequest({ stream: true }));
    expect(read.mock.calls.map(([bytes]) => bytes)).toEqual(received.mock.calls.map(([, bytes]) => bytes));
    expect(read.mock.calls.every(([bytes], index) => bytes === received.mock.calls[index]?.[1])).toBe(true);
  });

  it('sets no timer for an event', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const timersFor = async (count: number): Promise<number> => {
      upstream.script(async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let event = 0; event < count; event += 1) {
          response.write(frame(delta({ content: 'word ' })));
          await new Promise(setImmediate);
        }
        response.end(tokens(1));
      });
      const before = timers.mock.calls.length;
      await ask(aRequest({ stream: true }));
      return timers.mock.calls.length - before;
    };
    await timersFor(1);
    expect(await timersFor(100)).toBeLessThan((await timersFor(1)) + 10);
  });
});
