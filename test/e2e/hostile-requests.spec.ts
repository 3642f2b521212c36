import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

describe('requests that were written to do harm', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const send = (overrides: Record<string, unknown>): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(overrides));

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    upstream.script(json(completion({ content: 'Hello' })));
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
  });
  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('serves a billing header that is followed by 8 MB of text', async () => {
    const text = 'a'.repeat(8_000_000);
    const response = await send({ system: `x-anthropic-billing-header: cc_version=1; a=${text}` });
    expect(response.status).toBe(200);
    expect(upstream.lastRequest.body.messages).toMatchObject([{ content: `a=${text}` }, {}]);
  });

  it.each([
    ['stop_sequences', Array.from({ length: 101 }, (_, index) => `s${index}`), 'List should have at most 100 items'],
    ['stop_sequences.1', ['END', 'x'.repeat(257)], 'String should have at most 256 characters'],
  ])('rejects more or longer stop sequences than it searches for: %s', async (path, stop_sequences, message) => {
    const calls = upstream.requests.length;
    const response = await send({ stop_sequences });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: `${path}: ${message}` } });
    expect(upstream.requests).toHaveLength(calls);
  });

  it('serves as many and as long stop sequences as it accepts', async () => {
    const stop_sequences = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(256, 'x'));
    expect((await send({ stop_sequences })).status).toBe(200);
  });
});
