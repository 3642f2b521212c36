import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RequestRecord } from '../../src/request-context/request-record.js';
import { RequestObservers } from '../../src/request-context/request-observers.js';
import { startProxyWithRoutes } from '../support/proxy-with-routes.js';
import { aRequest, post, type RunningProxy } from '../support/running-proxy.js';
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

/** Responds in the requested mode. */
const saying =
  (content: string): Answer =>
  (response, request) =>
    (request.body['stream']
      ? stream(delta({ content }), delta({}, 'stop'), usage(12, 1))
      : json(completion({ content })))(response, request);
const failing = (status: number, message = 'busy', fields = {}): Answer =>
  json({ error: { message, ...fields } }, status);
const silent: Answer = () => undefined;
const overflow = failing(
  400,
  "This model's maximum context length is 8192 tokens. Your messages resulted in 10000 tokens.",
);

describe('fallbacks', () => {
  let first: ScriptedUpstream;
  let second: ScriptedUpstream;
  let third: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    [first, second, third] = await Promise.all([
      ScriptedUpstream.start(),
      ScriptedUpstream.start(),
      ScriptedUpstream.start(),
    ]);
  });
  beforeEach(() => {
    for (const upstream of [first, second, third]) upstream.script(saying('Hello'));
  });
  afterEach(() => proxy.close());
  afterAll(() => Promise.all([first.close(), second.close(), third.close()]));

  const start = async (overrides = {}, firstUrl = first.baseUrl.href, timeoutSeconds = 600): Promise<void> => {
    const text = `
upstreams:
  first: { baseUrl: '${firstUrl}', keyless: true, timeout: ${timeoutSeconds} }
  second: { baseUrl: '${second.baseUrl.href}', keyless: true, provider: deepseek }
  third: { baseUrl: '${third.baseUrl.href}', keyless: true }
routes:
  alone: { upstream: first, model: model-1 }
  '*':
    upstream: first
    model: model-1
    fallbacks: [{ upstream: second, model: model-2 }, { upstream: third }]
`;
    proxy = await startProxyWithRoutes(text, {}, overrides);
  };
  const ask = (overrides: Record<string, unknown> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(overrides));
  const counts = (): number[] => [first, second, third].map(({ requests }) => requests.length);
  /** Resolves with the record of the next request that ends. */
  const nextRecord = (): Promise<RequestRecord> =>
    new Promise((resolve) => proxy.application.get(RequestObservers, { strict: false }).add({ onEnd: resolve }));
  const textOf = async (response: Response): Promise<string> => {
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      const body = (await response.json()) as { content?: { text: string }[]; error?: { message: string } };
      return body.content?.[0]?.text ?? `error: ${body.error?.message}`;
    }
    let text = '';
    for await (const { event, data } of readEvents(response)) {
      if (event === 'content_block_delta') text += (data['delta'] as { text: string }).text;
      if (event === 'error') text += `error: ${(data['error'] as { message: string }).message}`;
    }
    return text;
  };

  const role = frame(delta({ role: 'assistant', content: '' }));

  it.each([
    ['an error', frame({ error: { message: 'busy', code: 503 } })],
    ['a prompt that is too long', frame({ error: { message: 'maximum context length is 10 tokens', code: 400 } })],
    ['its end', ''],
    ['malformed events', 'data: x\n\n'.repeat(3)],
  ])('ask the next upstream when a stream has had a role only before %s', async (_, end) => {
    await start();
    first.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(role, () => response.end(end));
    });
    second.script(saying('from the second'));
    const record = nextRecord();
    expect(await textOf(await ask({ stream: true }))).toBe('from the second');
    expect(counts()).toEqual([1, 1, 0]);
    expect(await record).toMatchObject({ upstream: 'second', failure: undefined, usage: { output_tokens: 1 } });
  });

  describe.each([
    ['whole', false],
    ['streamed', true],
  ])('of answers that are %s', (_, isStream) => {
    it.each<[string, Answer]>([
      ['529', failing(529)],
      ['503', failing(503)],
      ['502', failing(502)],
      ['500', failing(500)],
      ['429', failing(429)],
      ['a timeout of its own', failing(504)],
      ['silence', silent],
      ['a connection that is closed', (response) => void response.destroy()],
      ['a prompt that is too long for it', overflow],
      ['an overload that is reported inside the reply', json({ error: { message: 'busy', code: 503 } })],
      ['a web page', (response) => void response.end('<html>hello</html>')],
    ])('call the next upstream after %s', async (_, answer) => {
      await start({}, first.baseUrl.href, answer === silent ? 0.2 : 600);
      first.script(answer);
      second.script(saying('from the second'));
      const record = nextRecord();
      const response = await ask({ stream: isStream });
      expect(response.status).toBe(200);
      expect(await textOf(response)).toBe('from the second');
      expect(counts()).toEqual([1, 1, 0]);
      expect(second.lastRequest.body).toMatchObject({ model: 'model-2' });
      expect(await record).toMatchObject({
        modelRoute: '*',
        upstream: 'second',
        upstreamModel: 'model-2',
        provider: 'deepseek',
        upstreamStatus: 200,
        upstreamCalls: 2,
        endedBy: 'done',
        failure: undefined,
      });
    });

    it('call the next upstream when one is unreachable', async () => {
      await start({}, 'http://127.0.0.1:9/v1');
      expect(await textOf(await ask({ stream: isStream }))).toBe('Hello');
      expect(counts()).toEqual([0, 1, 0]);
    });

    it.each<[string, Answer, number]>([
      ['a bad request', failing(400, 'Invalid image data'), 400],
      ['a refused key', failing(401), 502],
      ['a refused key inside the reply', json({ error: { message: 'no', code: 401 } }), 502],
      ['a quota that is used up', failing(429, 'pay', { code: 'insufficient_quota' }), 402],
      ['an unknown model', failing(404, 'no such model'), 404],
    ])('are not called after %s', async (_, answer, status) => {
      await start();
      first.script(answer);
      expect((await ask({ stream: isStream })).status).toBe(status);
      expect(counts()).toEqual([1, 0, 0]);
    });

    it('are not called after a content filter, whose refusal is a response', async () => {
      await start();
      first.script(failing(400, 'filtered', { code: 'content_filter' }));
      const response = await ask({ stream: isStream });
      expect(response.status).toBe(200);
      expect(await textOf(response)).toBe('filtered');
      expect(counts()).toEqual([1, 0, 0]);
    });

    it('are called in order, each with its own profile', async () => {
      await start();
      first.script(failing(503));
      second.script(failing(503));
      third.script(saying('from the third'));
      const tool = { name: 'read', input_schema: { type: 'object' } };
      const response = await ask({
        stream: isStream,
        tools: [tool],
        messages: [
          { role: 'user', content: 'Hi' },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'I should read.', signature: '' },
              { type: 'tool_use', id: 'call_1', name: 'read', input: {} },
            ],
          },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'ok' }] },
        ],
      });
      expect(await textOf(response)).toBe('from the third');
      expect([first, second, third].map(({ lastRequest }) => lastRequest.body['model'])).toEqual([
        'model-1',
        'model-2',
        'model-1',
      ]);
      const reasoningOf = ({ lastRequest }: ScriptedUpstream): unknown =>
        (lastRequest.body['messages'] as Record<string, unknown>[])[1]['reasoning_content'];
      expect([first, second, third].map(reasoningOf)).toEqual([undefined, 'I should read.', undefined]);
    });

    it('report the first failure when all fail', async () => {
      await start();
      first.script(json({ error: { message: 'the first is busy' } }, 503, { 'retry-after': '7' }));
      second.script(failing(429, 'the second is busy'));
      third.script(overflow);
      const record = nextRecord();
      const response = await ask({ stream: isStream });
      expect(response.status).toBe(529);
      expect(response.headers.get('retry-after')).toBe('7');
      expect(await textOf(response)).toBe('error: the first is busy');
      expect(counts()).toEqual([1, 1, 1]);
      expect(await record).toMatchObject({
        upstream: 'first',
        upstreamModel: 'model-1',
        provider: 'standard',
        upstreamStatus: 503,
        upstreamCalls: 3,
        endedBy: 'upstream_failed',
      });
      const metrics = await (await fetch(`${proxy.url}/metrics`)).text();
      expect(metrics).toContain('claude_proxy_fallbacks_total{upstream="first",model_route="*"} 1\n');
      expect(metrics).toContain('claude_proxy_fallbacks_total{upstream="second",model_route="*"} 1\n');
      expect(metrics).toContain(
        'claude_proxy_upstream_errors_total{upstream="first",error_type="overloaded_error"} 1\n',
      );
    });

    it('report the first failure when a later upstream refuses the request', async () => {
      await start();
      first.script(failing(503, 'the first is busy'));
      second.script(failing(400, 'what is that?'));
      const response = await ask({ stream: isStream });
      expect(response.status).toBe(529);
      expect(counts()).toEqual([1, 1, 0]);
    });

    it('come after the retries, of which there is one budget', async () => {
      await start({ maxRetries: 2 });
      const busy = json({ error: { message: 'busy' } }, 503, { 'retry-after': '0' });
      first.script(busy);
      second.script(busy);
      expect(await textOf(await ask({ stream: isStream }))).toBe('Hello');
      expect(counts()).toEqual([3, 1, 1]);
    });

    it('are not there for a route that names none', async () => {
      await start();
      first.script(failing(503));
      expect((await ask({ model: 'alone', stream: isStream })).status).toBe(529);
      expect(counts()).toEqual([1, 0, 0]);
    });
  });

  it('are not called after the client has received output', async () => {
    await start();
    first.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(delta({ content: 'Hel' })));
      response.end(frame({ error: { message: 'busy', code: 503 } }));
    });
    expect(await textOf(await ask({ stream: true }))).toBe('Helerror: busy');
    expect(counts()).toEqual([1, 0, 0]);
  });

  it('are not called after a ping has started the response', async () => {
    await start({ pingIntervalMs: 20 });
    const fail = new Promise<() => void>((resolve) => {
      first.script((response) => resolve(() => void failing(503)(response, first.lastRequest)));
    });
    const response = await ask({ stream: true });
    (await fail)();
    expect(await textOf(response)).toBe('error: busy');
    expect(counts()).toEqual([1, 0, 0]);
  });

  it('do not inherit the dropped fields of the first upstream', async () => {
    await start();
    first.script(failing(503));
    const response = await ask({
      top_k: 5,
      system: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }],
    });
    expect(response.headers.get('x-proxy-dropped')).toContain('top_k');
    await response.text();
  });

  it('receive no state of another provider', async () => {
    await proxyOfReasoners();
    first.script(
      json(
        completion({
          content: 'Hello',
          reasoning_details: [{ type: 'reasoning.encrypted', data: 'secret of the first', index: 0 }],
        }),
      ),
      failing(503),
    );
    const { content } = (await (await ask()).json()) as { content: unknown[] };
    expect(content[0]).toMatchObject({ type: 'redacted_thinking' });
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content },
      { role: 'user', content: 'Go on' },
    ];
    expect((await ask({ messages })).status).toBe(200);
    expect(JSON.stringify(first.lastRequest.body)).toContain('secret of the first');
    expect(JSON.stringify(second.lastRequest.body)).not.toContain('secret of the first');
    expect(JSON.stringify(second.lastRequest.body)).not.toContain('cpx1.');
  });

  async function proxyOfReasoners(): Promise<void> {
    proxy = await startProxyWithRoutes(`
upstreams:
  first: { baseUrl: '${first.baseUrl.href}', keyless: true, provider: openrouter }
  second: { baseUrl: '${second.baseUrl.href}', keyless: true, provider: gemini }
routes:
  '*': { upstream: first, model: a/b, fallbacks: [{ upstream: second, model: gemini-3-pro }] }
`);
  }

  describe('for an upstream that keeps failing', () => {
    let now: number;
    beforeEach(() => {
      now = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => now);
    });
    afterEach(() => {
      jest.restoreAllMocks();
    });
    const askOften = async (times: number): Promise<void> => {
      for (let index = 0; index < times; index += 1) await (await ask()).text();
    };

    it('are called directly until one test request succeeds', async () => {
      await start();
      first.script(failing(503));
      await askOften(5);
      expect(counts()).toEqual([5, 5, 0]);
      await askOften(3);
      expect(counts()).toEqual([5, 8, 0]);
      now += 30_000;
      await askOften(2);
      expect(counts()).toEqual([6, 10, 0]);
      now += 30_000;
      first.script(saying('back'));
      expect(await textOf(await ask())).toBe('back');
      await askOften(1);
      expect(counts()).toEqual([2, 10, 0]);
    });

    it('are called while one test request is in progress', async () => {
      await start();
      first.script(failing(503));
      await askOften(5);
      now += 30_000;
      let answer = (): void => undefined;
      first.script((response, request) => {
        answer = () => void saying('back')(response, request);
      });
      const probe = ask();
      await first.received();
      expect(await textOf(await ask())).toBe('Hello');
      answer();
      expect(await textOf(await probe)).toBe('back');
      expect(first.requests).toHaveLength(1);
    });

    it('do not replace it when single requests fail or are rejected', async () => {
      await start();
      const answers = Array.from({ length: 5 }, () => [failing(503), failing(400, 'what?'), saying('Hello')]).flat();
      first.script(...answers);
      await askOften(15);
      expect(first.requests).toHaveLength(15);
    });

    it('do not replace it after prompts that are too long for it', async () => {
      await start();
      first.script(overflow);
      await askOften(7);
      expect(first.requests).toHaveLength(7);
    });

    it('do not skip the last remaining upstream', async () => {
      await start();
      for (const upstream of [first, second, third]) upstream.script(failing(503, 'all are busy'));
      await askOften(6);
      expect(counts()).toEqual([6, 6, 6]);
      first.script(saying('back'));
      expect(await textOf(await ask())).toBe('back');
    });

    describe('of two callers', () => {
      const askAs = async (caller: string, body: Record<string, unknown> = {}): Promise<string> =>
        textOf(await post(`${proxy.url}/v1/messages`, aRequest(body), { 'x-api-key': `sk-${caller}` }));
      /** Fails for what one of the callers sends. */
      const failForMallory =
        (failure: Answer): Answer =>
        (response, request) =>
          (request.body['max_tokens'] === 666 ? failure : saying('Hello'))(response, request);
      const proxyKeys = ['sk-alice', 'sk-mallory'];

      it('do not replace it for one because the requests of the other fail', async () => {
        await start({ proxyKeys });
        first.script(failForMallory(failing(500)));
        for (let index = 0; index < 7; index += 1) await askAs('mallory', { max_tokens: 666 });
        expect(first.requests).toHaveLength(5);
        await askAs('alice');
        expect(first.requests).toHaveLength(6);
      });

      it('replace it for all after five failures of both', async () => {
        await start({ proxyKeys: [...proxyKeys, 'sk-bob'] });
        first.script(failing(500));
        for (const caller of ['mallory', 'alice']) {
          for (let index = 0; index < 5; index += 1) await askAs(caller);
        }
        await askAs('bob');
        expect(counts()).toEqual([10, 11, 0]);
      });
    });

    it('do not replace it after whole responses that take too long', async () => {
      await start({}, first.baseUrl.href, 0.05);
      first.script(silent);
      await askOften(6);
      expect(counts()).toEqual([6, 6, 0]);
    });

    it('do not replace it on a route without fallbacks', async () => {
      await start();
      first.script(failing(503));
      await askOften(5);
      expect((await ask({ model: 'alone' })).status).toBe(529);
      expect(first.requests).toHaveLength(6);
    });
  });
});
