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
});
