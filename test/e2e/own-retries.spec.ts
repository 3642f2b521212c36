import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RequestObservers } from '../../src/request-context/request-observers.js';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import {
  ScriptedUpstream,
  completion,
  delta,
  frame,
  json,
  stream,
  usage,
  type Answer,
} from '../support/scripted-upstream.js';
import { readEvents } from '../support/sse.js';

/** Refuses a request with a message in OpenAI's shape. */
const refuse = (message: string, fields: Record<string, unknown> = {}, status = 400): Answer =>
  json({ error: { message, type: 'invalid_request_error', param: null, code: null, ...fields } }, status);

const tooManyTokens = refuse(
  'max_tokens is too large: 128000. This model supports at most 16384 completion tokens, whereas you provided 128000.',
  { param: 'max_tokens', code: 'invalid_value' },
);
const hello = json(completion({ content: 'Hello' }));
const helloStream = stream(delta({ content: 'Hello' }), delta({}, 'stop'), usage(12, 1));

describe('own retries', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const ask = (overrides: Record<string, unknown> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest({ max_tokens: 128_000, ...overrides }));
  const sent = (field: string): unknown[] => upstream.requests.map(({ body }) => body[field]);
  const errorOf = async (response: Response): Promise<unknown> =>
    ((await response.json()) as { error: { message: string } }).error.message;
  const namesOf = async (response: Response): Promise<string[]> => {
    const names: string[] = [];
    for await (const { event } of readEvents(response)) names.push(event);
    return names;
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  // Each test has a proxy that has learned nothing yet.
  beforeEach(async () => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
  });
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it('retries with the limit that the model names, and remembers it', async () => {
    upstream.script(tooManyTokens, hello);
    const response = await ask();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
    });
    expect((await ask()).status).toBe(200);
    expect((await ask({ max_tokens: 100 })).status).toBe(200);
    expect(sent('max_tokens')).toEqual([128_000, 16_384, 16_384, 100]);
  });

  it('does so for a stream', async () => {
    upstream.script(tooManyTokens, helloStream);
    const response = await ask({ stream: true });
    expect(response.status).toBe(200);
    expect(await namesOf(response)).toEqual([
      'message_start',
      'ping',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(sent('max_tokens')).toEqual([128_000, 16_384]);
  });

  it('applies what it learned to both modes, and to one model only', async () => {
    upstream.script(tooManyTokens, helloStream, hello);
    await namesOf(await ask({ stream: true }));
    await ask();
    await ask({ model: 'claude-haiku-5-5' });
    expect(sent('max_tokens')).toEqual([128_000, 16_384, 16_384, 128_000]);
    expect(sent('model')).toEqual(['gpt-4o', 'gpt-4o', 'gpt-4o', 'gpt-4o-mini']);
  });

  it('requests the output tokens that the prompt leaves, for this request only', async () => {
    const overflow = refuse(
      "This model's maximum context length is 128000 tokens. However, you requested 148000 tokens (20000 in the messages, 128000 in the completion).",
      { code: 'context_length_exceeded' },
    );
    upstream.script(overflow, hello);
    expect((await ask()).status).toBe(200);
    await ask();
    expect(sent('max_tokens')).toEqual([128_000, 107_936, 128_000]);
  });

  it('reports a prompt that is too long by itself without a retry', async () => {
    upstream.script(
      refuse("This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens."),
    );
    const response = await ask();
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toBe('prompt is too long: 10000 tokens > 8192 maximum');
    expect(upstream.requests).toHaveLength(1);
  });

  it('leaves out a field that the model does not know, names it, and does not send it again', async () => {
    upstream.script(
      refuse("Unsupported value: 'temperature' does not support 0.2 with this model.", {
        param: 'temperature',
        code: 'unsupported_value',
      }),
      hello,
    );
    const response = await ask({ temperature: 0.2 });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-proxy-dropped')).toContain('temperature');
    await ask({ temperature: 0.2 });
    expect(sent('temperature')).toEqual([0.2, undefined, undefined]);
  });

  it('looks for stop sequences itself when the model does not take them', async () => {
    upstream.script(
      json({ code: 'invalid', error: 'Argument not supported on this model: stop' }, 400),
      json(completion({ content: 'one END two' })),
    );
    const response = await ask({ stop_sequences: ['END'] });
    expect(await response.json()).toMatchObject({
      content: [{ type: 'text', text: 'one ' }],
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
    });
    expect(sent('stop')).toEqual([['END'], undefined]);
  });

  it('uses the other name of the limit, and lowers it as well if necessary', async () => {
    upstream.script(
      refuse(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        {
          param: 'max_tokens',
          code: 'unsupported_parameter',
        },
      ),
      tooManyTokens,
      hello,
    );
    expect((await ask()).status).toBe(200);
    expect(sent('max_tokens')).toEqual([128_000, undefined, undefined]);
    expect(sent('max_completion_tokens')).toEqual([undefined, 128_000, 16_384]);
  });

  it.each([
    ['its first event', []],
    ['an event after one with only a role', [delta({ role: 'assistant', content: '' })]],
  ])('learns from a refusal inside a stream without output: %s', async (_, before) => {
    upstream.script(
      stream(...before, {
        error: { message: 'Unknown parameter: stream_options', code: 400, type: 'invalid_request_error' },
      }),
      helloStream,
    );
    const record = new Promise((resolve) =>
      proxy.application.get(RequestObservers, { strict: false }).add({ onEnd: resolve }),
    );
    const response = await ask({ stream: true });
    expect(response.status).toBe(200);
    expect((await namesOf(response)).at(-1)).toBe('message_stop');
    expect(await record).toMatchObject({ endedBy: 'done', failure: undefined, learned: ['rejectedFields'] });
    expect(sent('stream_options')).toEqual([{ include_usage: true }, undefined]);
  });

  it('does not retry after the client has received output', async () => {
    upstream.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'Hel' })));
      response.end(frame({ error: { message: 'Unknown parameter: stream_options', code: 400 } }));
    });
    expect((await namesOf(await ask({ stream: true }))).at(-1)).toBe('error');
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    ['another 400', refuse('Invalid image data'), 400],
    ['a limit that does not help', refuse('max_tokens must be at most 128000'), 400],
    ['a failure inside a reply', json({ error: { message: "Unknown parameter: 'max_tokens'.", code: 500 } }), 500],
    ['another status', refuse("Unknown parameter: 'max_tokens'.", {}, 500), 500],
    [
      'too little credit',
      refuse('You requested up to 128000 max_tokens, but can only afford up to 4000', {}, 402),
      402,
    ],
  ])('passes on %s at once', async (_, answer, status) => {
    upstream.script(answer);
    const response = await ask();
    expect(response.status).toBe(status);
    expect(upstream.requests).toHaveLength(1);
  });

  it('reports the second rejection, or the first when the second has no message', async () => {
    upstream.script(tooManyTokens, refuse('Something else is wrong'));
    expect(await errorOf(await ask())).toBe('Something else is wrong');
    await proxy.close();
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
    upstream.script(tooManyTokens, (response) => void response.writeHead(400).end());
    expect(await errorOf(await ask())).toMatch(/^max_tokens is too large: 128000/);
  });

  it('stops after four attempts with a model that rejects one field after the other', async () => {
    const unknown = (field: string): Answer => refuse(`Unknown parameter: '${field}'.`);
    upstream.script(unknown('temperature'), unknown('top_p'), unknown('stop'), unknown('max_tokens'), hello);
    const response = await ask({ temperature: 0.1, top_p: 0.9, stop_sequences: ['END'] });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toBe("Unknown parameter: 'max_tokens'.");
    expect(upstream.requests).toHaveLength(4);
  });

  it('streams from a model that only streams, for a client that does not', async () => {
    upstream.script(refuse('This model only support stream mode, please enable the stream parameter.'), helloStream);
    const response = await ask();
    expect(await response.json()).toMatchObject({
      content: [{ type: 'text', text: 'Hello' }],
      usage: { input_tokens: 12 },
    });
    expect(sent('stream')).toEqual([undefined, true]);
  });

  it('refuses images itself, by the mark that Claude Code reads, once the model has refused one', async () => {
    upstream.script(refuse('Invalid content type. image_url is only supported by certain models.'));
    const source = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' };
    const messages = [{ role: 'user', content: [{ type: 'image', source }] }];
    for (const response of [await ask({ messages }), await ask({ messages })]) {
      expect(response.status).toBe(400);
      expect(await errorOf(response)).toMatch(/^messages\.0\.content\.0.*\(capability_rejected: image_block\)$/);
    }
    expect(upstream.requests).toHaveLength(1);
  });

  it('learns from the connection test as well', async () => {
    upstream.script(
      refuse(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      ),
      hello,
    );
    const response = await fetch(`${proxy.url}/test-connection`);
    expect(await response.json()).toMatchObject({ status: 'success', model_used: 'gpt-4o-mini' });
  });

  describe('with CLAUDE_PROXY_MAX_RETRIES', () => {
    const busy = json({ error: { message: 'busy' } }, 503, { 'retry-after': '0' });
    beforeEach(async () => {
      await proxy.close();
      proxy = await startProxy({ baseUrl: upstream.baseUrl, maxRetries: 2 });
    });

    it.each([false, true])('retries a busy upstream, streaming: %p', async (isStream) => {
      upstream.script(busy, busy, isStream ? helloStream : hello);
      const response = await ask({ stream: isStream });
      expect(response.status).toBe(200);
      await response.text();
      expect(upstream.requests).toHaveLength(3);
    });

    it('reports the last failure', async () => {
      upstream.script(busy);
      expect((await ask()).status).toBe(529);
      expect(upstream.requests).toHaveLength(3);
    });

    it('uses one budget for all retries', async () => {
      upstream.script(busy, tooManyTokens, busy, hello);
      expect((await ask()).status).toBe(200);
      expect(upstream.requests).toHaveLength(4);
      upstream.script(busy, busy, refuse("Unknown parameter: 'top_p'."), busy, hello);
      expect((await ask({ top_p: 0.9 })).status).toBe(529);
      expect(upstream.requests).toHaveLength(4);
    });

    it('retries when the connection is closed before any response', async () => {
      upstream.script((response) => void response.destroy(), hello);
      expect((await ask()).status).toBe(200);
    });

    it('does not retry after a response that was cut off', async () => {
      upstream.script((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":', () => setImmediate(() => response.destroy()));
      }, hello);
      expect((await ask()).status).toBe(502);
      expect(upstream.requests).toHaveLength(1);
    });

    it.each([
      ['a wait that is too long', json({ error: { message: 'busy' } }, 429, { 'retry-after': '60' }), 429],
      ['a quota that is used up', json({ error: { message: 'pay', code: 'insufficient_quota' } }, 429), 402],
      ['a fault of the upstream', json({ error: { message: 'oops' } }, 500), 500],
    ])('passes on %s at once', async (_, answer, status) => {
      upstream.script(answer);
      expect((await ask()).status).toBe(status);
      expect(upstream.requests).toHaveLength(1);
    });
  });
});
