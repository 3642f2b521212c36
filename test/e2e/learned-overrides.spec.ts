import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json, type Answer } from '../support/scripted-upstream.js';

const hello = json(completion({ content: 'Hello' }));
const refuse = (message: string, fields: Record<string, unknown> = {}): Answer =>
  json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...fields } }, 400);

/** Rejects what is sent in a field, in words that the client cannot have influenced. */
const refuseTemperature: Answer = (response, request) =>
  'temperature' in request.body
    ? refuse('Rejected', { param: 'temperature', code: 'unsupported_parameter' })(response, request)
    : hello(response, request);

const image = {
  role: 'user',
  content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } }],
};

/** Everything that a rejection can remove. */
const fullRequest = {
  max_tokens: 128_000,
  temperature: 0.2,
  stop_sequences: ['END'],
  messages: [image],
  output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
};

describe('what rejections teach the proxy', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const send = (caller: string, overrides: Record<string, unknown> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(overrides), { 'x-api-key': `sk-${caller}` });
  const sent = (field: string): unknown[] => upstream.requests.map(({ body }) => body[field]);

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-alice', 'sk-bob', 'sk-carol'] });
  });
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it.each([
    'max_tokens must be at most 1',
    'image_url is only supported by certain models',
    'unsupported parameter: stop',
    'temperature is not supported',
    'response_format is not supported',
  ])('does not reach other callers, nor later requests, when the error quotes a client: %s', async (text) => {
    upstream.script(hello);
    await send('bob', fullRequest);
    const [alone] = upstream.requests;
    upstream.script(refuse(`Invalid schema for function 'lookup': '${text}' is not valid`), hello);
    const properties = { page: { type: text } };
    const tools = [{ name: 'lookup', input_schema: { type: 'object', properties } }];
    await send('alice', { ...fullRequest, tools });
    upstream.script(hello);
    await send('bob', fullRequest);
    await send('alice', fullRequest);
    expect(upstream.requests.map(({ body }) => body)).toEqual([alone?.body, alone?.body]);
  });

  it('applies to later requests of the caller whose request was rejected', async () => {
    upstream.script(refuseTemperature);
    await send('alice', { temperature: 0.2 });
    await send('alice', { temperature: 0.2 });
    expect(sent('temperature')).toEqual([0.2, undefined, undefined]);
  });

  it('applies to every caller once a second one was rejected for the same reason', async () => {
    upstream.script(refuseTemperature);
    for (const caller of ['alice', 'bob', 'carol']) expect((await send(caller, { temperature: 0.2 })).status).toBe(200);
    expect(sent('temperature')).toEqual([0.2, undefined, 0.2, undefined, undefined]);
  });

  it('names a removed field to every caller that it affects', async () => {
    upstream.script(refuseTemperature);
    for (const caller of ['alice', 'bob', 'carol', 'carol']) {
      const response = await send(caller, { temperature: 0.2 });
      expect(response.headers.get('x-proxy-dropped')).toBe('temperature');
    }
  });

  it('applies to every caller at once when the connection test was rejected', async () => {
    upstream.script(
      refuse("Unsupported parameter: 'max_tokens' is not supported with this model.", { param: 'max_tokens' }),
      hello,
    );
    await fetch(`${proxy.url}/test-connection`, { headers: { 'x-api-key': 'sk-alice' } });
    await send('bob', { model: 'claude-haiku-5-5' });
    expect(sent('max_completion_tokens')).toEqual([undefined, 16, 100]);
  });

  it('applies a limit below every real one to the rejected request only', async () => {
    upstream.script(refuse('Rejected: must be at most 1000', { param: 'max_tokens' }), hello);
    await send('alice', { max_tokens: 128_000 });
    await send('alice', { max_tokens: 128_000 });
    expect(sent('max_tokens')).toEqual([128_000, 1000, 128_000]);
  });

  it('is listed by the connection test, for the callers that it applies to', async () => {
    upstream.script(refuseTemperature);
    await send('alice', { temperature: 0.2 });
    const listFor = async (caller: string): Promise<unknown> => {
      const response = await fetch(`${proxy.url}/test-connection`, { headers: { 'x-api-key': `sk-${caller}` } });
      return ((await response.json()) as { learned_overrides?: unknown }).learned_overrides;
    };
    expect(await listFor('alice')).toEqual([
      {
        upstream: 'default',
        model: 'gpt-4o',
        overrides: { rejectedFields: ['temperature'] },
        scope: 'caller',
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    ]);
    expect(await listFor('bob')).toBeUndefined();
  });
});
