import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ResponsesEvent } from '../../src/protocol/openai/responses.js';
import { startProxyWithRoutes } from '../support/proxy-with-routes.js';
import { listResponseEvents } from '../support/responses-events.js';
import { buildResponse, formatEvent, message, reasoning, refuse, respond } from '../support/responses-upstream.js';
import { streamEvents } from '../support/responses-upstream.js';
import { aRequest, post } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';
import type { Answer } from '../support/scripted-upstream.js';
import { readEvents } from '../support/sse.js';

const failed = (code: string, text: string): readonly ResponsesEvent[] => {
  const response = { ...buildResponse([]), status: 'failed', error: { code, message: text } };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress', error: null } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', summary: [] } },
    { type: 'response.failed', response },
  ];
};

describe('an upstream of the Responses API', () => {
  let first: ScriptedUpstream;
  let second: ScriptedUpstream;
  let proxy: RunningProxy;
  let pinging: RunningProxy;

  beforeAll(async () => {
    [first, second] = await Promise.all([ScriptedUpstream.start(), ScriptedUpstream.start()]);
    const text = `
upstreams:
  first: { baseUrl: '${first.baseUrl.href}', keyless: true, provider: openai, api: responses }
  second: { baseUrl: '${second.baseUrl.href}', keyless: true, provider: openai, api: responses }
routes:
  claude-haiku-5-5: { upstream: first, model: gpt-6-luna, fallbacks: [{ upstream: second, model: gpt-6-astra }] }
  '*': { upstream: first, model: gpt-6-astra }
`;
    // No ping may come before a failure.
    proxy = await startProxyWithRoutes(text, {}, { pingIntervalMs: 600_000, requestTimeoutMs: 600_000 });
    pinging = await startProxyWithRoutes(text, {}, { pingIntervalMs: 20, requestTimeoutMs: 600_000 });
  });

  beforeEach(() => second.script(respond(message('Hello from the second'))));

  afterAll(async () => {
    await Promise.all([proxy.close(), pinging.close()]);
    await Promise.all([first.close(), second.close()]);
  });

  const ask = (changes: Record<string, unknown>): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest({ stream: true, ...changes }));

  it.each([
    ['server_is_overloaded', 'Try again later.'],
    ['rate_limit_exceeded', 'Please try again in 300ms.'],
  ])('that fails inside its stream, before output, is replaced by a fallback: %s', async (code, text) => {
    first.script(streamEvents(...failed(code, text)));
    const response = await ask({ model: 'claude-haiku-5-5' });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('event: message_stop');
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  it('that fails inside its stream without a fallback has the status of the failure', async () => {
    first.script(streamEvents(...failed('rate_limit_exceeded', 'Please try again in 300ms.')));
    const response = await ask({});
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
  });

  it('that only shows that it is alive is pinged for, and its response follows', async () => {
    let upstreamResponse: ServerResponse | undefined;
    first.script((response) => {
      upstreamResponse = response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(formatEvent({ type: 'response.created', response: buildResponse([]) }));
      response.write(formatEvent({ type: 'keepalive' }));
    });
    const events = readEvents(await post(`${pinging.url}/v1/messages`, aRequest({ stream: true })));
    expect((await events.next()).value).toMatchObject({ event: 'message_start' });
    expect((await events.next()).value).toMatchObject({ event: 'ping' });
    await first.received();
    upstreamResponse?.end(
      listResponseEvents(buildResponse([message('Hello')]))
        .map(formatEvent)
        .join(''),
    );
    const rest: unknown[] = [];
    for await (const { event, data } of events) if (event !== 'ping') rest.push(event === 'error' ? data : event);
    expect(rest.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
  });

  it('whose last event has come is not waited for', async () => {
    first.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // The connection stays open.
      response.write(
        listResponseEvents(buildResponse([message('Hello')]))
          .map(formatEvent)
          .join(''),
      );
    });
    expect(await (await ask({})).text()).toContain('event: message_stop');
  });

  it.each<[string, Answer]>([
    ['by its status', refuse('The encrypted content could not be verified.', { code: 'invalid_encrypted_content' })],
    ['inside its stream', streamEvents(...failed('invalid_encrypted_content', 'It could not be verified.'))],
  ])('that refuses encrypted reasoning %s receives the request again without it', async (_how, refusal) => {
    first.script(respond(reasoning(`gAAAA${_how}`, 'Hm.'), message('First')));
    const turn = (await (await ask({ stream: false })).json()) as { content: unknown };
    first.script(refusal, respond(message('Second')));
    const response = await ask({
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: turn.content },
        { role: 'user', content: 'Go on' },
      ],
    });
    expect(response.status).toBe(200);
    const types = first.requests.map(({ body }) => (body['input'] as { type: string }[]).map(({ type }) => type));
    expect(types).toEqual([
      ['message', 'reasoning', 'message', 'message'],
      ['message', 'message', 'message'],
    ]);
  });

  it.each<[string, Answer]>([
    ['a chat completion', json(completion({ content: 'Hello' }))],
    [
      'a web page',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hello</html>'),
    ],
  ])('that responds with %s is called by Chat Completions', async (_what, answer) => {
    const old = await ScriptedUpstream.start();
    const text = `
upstreams:
  old: { baseUrl: '${old.baseUrl.href}', keyless: true, api: responses }
routes:
  '*': { upstream: old, model: llama }
`;
    const proxyOfOld = await startProxyWithRoutes(text);
    old.script(answer, json(completion({ content: 'Hello' })));
    const response = await post(`${proxyOfOld.url}/v1/messages`, aRequest());
    expect(await response.json()).toMatchObject({ content: [{ text: 'Hello' }] });
    expect(old.requests.map(({ path }) => path)).toEqual(['/v1/responses', '/v1/chat/completions']);
    await proxyOfOld.close();
    await old.close();
  });
});
