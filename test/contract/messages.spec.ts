import Anthropic from '@anthropic-ai/sdk';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiVersions, hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';

let upstream: ScriptedUpstream;
let proxy: RunningProxy;
let sdk: Anthropic;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  proxy = await startProxy({ baseUrl: upstream.baseUrl });
  sdk = sdkFor(proxy.url);
});

afterAll(async () => {
  await proxy.close();
  await upstream.close();
});

describe.each(apiVersions)('messages, API version %s', (version) => {
  beforeAll(() => {
    sdk = sdkFor(proxy.url, { defaultHeaders: { 'anthropic-version': version } });
  });

  it('creates a message', async () => {
    upstream.script(json(completion({ content: 'Hi there' })));
    const message = await sdk.messages.create({ ...hello, system: 'Be kind.' });
    expect(message).toMatchObject({
      id: expect.stringMatching(/^msg_[0-9A-Za-z]+$/),
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text: 'Hi there' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
    });
    expect(message._request_id).toMatch(/^req_/);
    expect(upstream.lastRequest.body).toEqual({
      model: 'gpt-4o',
      max_tokens: 100,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'Hello' },
      ],
    });
  });

  it('streams a message', async () => {
    upstream.script(
      stream(
        delta({ role: 'assistant', content: '' }),
        delta({ content: 'Hi' }),
        delta({ content: ' there' }, 'stop'),
        usage(12, 5),
      ),
    );
    const texts: string[] = [];
    const messageStream = sdk.messages.stream(hello).on('text', (text) => texts.push(text));
    const message = await messageStream.finalMessage();
    expect(texts).toEqual(['Hi', ' there']);
    expect(await messageStream.finalText()).toBe('Hi there');
    expect(message).toMatchObject({
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text: 'Hi there' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 12, output_tokens: 5 },
    });
    expect(messageStream.request_id).toMatch(/^req_/);
    expect(upstream.lastRequest.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('iterates over raw events', async () => {
    upstream.script(stream(delta({ content: 'Hi' }, 'stop'), usage(12, 5)));
    const types: string[] = [];
    for await (const event of await sdk.messages.create({ ...hello, stream: true })) types.push(event.type);
    expect(types).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it.each([
    ['length', 'max_tokens'],
    ['stop', 'end_turn'],
    ['content_filter', 'refusal'],
  ])('reads finish_reason %s as %s in both modes', async (finishReason, stopReason) => {
    upstream.script(json(completion({ content: 'Hi' }, finishReason)));
    expect((await sdk.messages.create(hello)).stop_reason).toBe(stopReason);
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, finishReason), usage(12, 5)));
    expect((await sdk.messages.stream(hello).finalMessage()).stop_reason).toBe(stopReason);
  });

  it('always has a content block', async () => {
    upstream.script(json(completion({ content: '' })));
    expect((await sdk.messages.create(hello)).content).toMatchObject([{ type: 'text', text: '' }]);
    upstream.script(stream(delta({}, 'stop'), usage(12, 0)));
    expect((await sdk.messages.stream(hello).finalMessage()).content).toMatchObject([{ type: 'text', text: '' }]);
  });

  it('reports the cache apart from the rest of the prompt', async () => {
    const counts = {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 80 },
    };
    const expected = { input_tokens: 20, cache_read_input_tokens: 80, output_tokens: 5 };
    upstream.script(json({ ...(completion({ content: 'Hi' }) as object), usage: counts }));
    expect((await sdk.messages.create(hello)).usage).toMatchObject(expected);
    upstream.script(stream(delta({ content: 'Hi' }, 'stop'), { ...(usage(0, 0) as object), usage: counts }));
    expect((await sdk.messages.stream(hello).finalMessage()).usage).toMatchObject(expected);
  });
});

describe('structured output', () => {
  const format = jsonSchemaOutputFormat({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  });
  const request = { ...hello, output_config: { format } };
  const responseFormat = {
    type: 'json_schema',
    json_schema: { name: 'output', strict: true, schema: expect.objectContaining({ required: ['city'] }) },
  };

  it('is requested and parsed', async () => {
    upstream.script(json(completion({ content: '{"city":"Oslo"}' })));
    const message = await sdk.messages.parse(request);
    expect(message.parsed_output).toEqual({ city: 'Oslo' });
    expect(upstream.lastRequest.body.response_format).toEqual(responseFormat);
  });

  it('is parsed from a stream', async () => {
    upstream.script(stream(delta({ content: '{"city":' }), delta({ content: '"Oslo"}' }, 'stop'), usage(12, 5)));
    const message = await sdk.messages.stream(request).finalMessage();
    expect(message.parsed_output).toEqual({ city: 'Oslo' });
    expect(upstream.lastRequest.body.response_format).toEqual(responseFormat);
  });
});

it('serves many conversations at once without mixing them up', async () => {
  upstream.script(async (response, request) => {
    const { content } = (request.body.messages as { content: string }[])[0];
    const words = content.split(' ').map((word) => delta({ content: `${word} ` }));
    await stream(...words, delta({}, 'stop'), usage(12, 5))(response, request);
  });
  const questions = Array.from({ length: 20 }, (_, index) => `conversation ${index} has its own words `);
  const texts = questions.map((content) =>
    sdk.messages.stream({ ...hello, messages: [{ role: 'user', content }] }).finalText(),
  );
  expect((await Promise.all(texts)).map((text) => text.trim())).toEqual(questions.map((text) => text.trim()));
});

it('accepts the sampling fields of older API versions', async () => {
  upstream.script(json(completion({ content: 'Hi' })));
  await sdk.messages.create({ ...hello, temperature: 0.2, top_p: 0.9, stop_sequences: ['END'] } as typeof hello);
  expect(upstream.lastRequest.body).toMatchObject({ temperature: 0.2, top_p: 0.9, stop: ['END'] });
});

describe('beta endpoints', () => {
  it('create and stream messages, and name what was dropped', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const { data, response } = await sdk.beta.messages
      .create({
        ...hello,
        betas: ['context-management-2025-06-27', 'a-beta-of-tomorrow'],
        context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
      })
      .withResponse();
    expect(data.content).toMatchObject([{ type: 'text', text: 'Hi' }]);
    expect(response.headers.get('x-proxy-dropped')).toContain('context_management');
    expect(upstream.lastRequest.body).not.toHaveProperty('context_management');
    expect(upstream.lastRequest.headers['anthropic-beta']).toBeUndefined();

    upstream.script(stream(delta({ content: 'Hi' }, 'stop'), usage(12, 5)));
    const message = await sdk.beta.messages.stream({ ...hello, speed: 'fast' }).finalMessage();
    expect(message).toMatchObject({ content: [{ text: 'Hi' }], usage: { input_tokens: 12, output_tokens: 5 } });
  });

  it('serve clients that mark them with a query', async () => {
    upstream.script(json(completion({ content: '{}' })));
    const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
    await sdk.post('/v1/messages?beta=true', { body: { ...hello, output_format: { type: 'json_schema', schema } } });
    expect(upstream.lastRequest.body.response_format).toMatchObject({ type: 'json_schema', json_schema: { schema } });
  });
});

describe('a client that disconnects', () => {
  it('ends the upstream request when it aborts a stream', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(delta({ content: 'Hi' }))}\n\n`);
    });
    const messageStream = sdk.messages.stream(hello);
    messageStream.on('text', () => messageStream.abort());
    await expect(messageStream.done()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
    await upstream.lastRequest.aborted;
  });

  it('ends the upstream request when it breaks out of the loop over a stream', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(delta({ content: 'Hi' }))}\n\n`);
    });
    for await (const event of await sdk.messages.create({ ...hello, stream: true })) {
      if (event.type === 'content_block_delta') break;
    }
    await upstream.lastRequest.aborted;
  });

  it.each([true, false])(
    'ends the upstream request when it gives up before the answer, stream %s',
    async (isStream) => {
      upstream.script(() => undefined);
      const controller = new AbortController();
      const call = sdk.messages.create({ ...hello, stream: isStream }, { signal: controller.signal });
      const failure = expect(call).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
      const received = await upstream.received();
      controller.abort();
      await failure;
      await received.aborted;
    },
  );
});
