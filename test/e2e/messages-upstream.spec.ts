import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestObservers } from '../../src/request-context/request-observers.js';
import type { RequestRecord } from '../../src/request-context/request-record.js';
import { NATIVE_MESSAGE, NativeUpstream, nativeStream, sendJson, sendStream } from '../support/native-upstream.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';

describe('a Messages upstream', () => {
  let upstream: NativeUpstream;
  let proxy: RunningProxy;
  let ended: RequestRecord[];

  const ask = (body: unknown, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
    post(`${proxy.url}/v1/messages${query}`, body, headers);

  beforeAll(async () => {
    upstream = await NativeUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, defaultModels: ['gpt-4o', 'gpt-4o-mini'] });
    ended = [];
    proxy.application.get(RequestObservers, { strict: false }).add({ onEnd: (record) => ended.push(record) });
  });
  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it.each([
    ['odd spacing and key order', ' {"stream" : false,\n"messages":[ ],"model":"claude-opus-5-5" , "max_tokens":5}\n'],
    ['numbers and escapes', '{"model":"claude-opus-5-5","max_tokens":5,"x":1e400,"y":"\\u0061\\"","messages":[]}'],
    ['unknown fields', '{"model":"claude-opus-5-5","max_tokens":5,"messages":[],"future":{"model":"other"}}'],
    ['a model in its name in escapes', '{"model":"claude\\u002dopus-5-5","max_tokens":5,"messages":[]}'],
  ])('receives the bytes of the client: %s', async (_, body) => {
    upstream.script(sendJson(NATIVE_MESSAGE));
    const response = await ask(body);
    expect(await response.text()).toBe(NATIVE_MESSAGE);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(upstream.bodies).toEqual([body]);
  });

  it('streams the bytes of the upstream', async () => {
    upstream.script(sendStream(nativeStream('Hello', ' world')));
    const response = await ask(aRequest({ stream: true }));
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await response.text()).toBe(nativeStream('Hello', ' world'));
  });
});
