import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProxyOptions } from '../../src/config/proxy-options.js';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json, type Answer } from '../support/scripted-upstream.js';

const TOOLS_WITH_EFFORT = json(
  {
    error: {
      message:
        "Function tools with reasoning_effort are not supported for gpt-6 in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
      type: 'invalid_request_error',
      param: 'reasoning_effort',
      code: null,
    },
  },
  400,
);
const RESPONSES_ONLY = json(
  {
    error: {
      message: 'This model is only supported in v1/responses and not in v1/chat/completions.',
      type: 'invalid_request_error',
      param: 'model',
      code: null,
    },
  },
  404,
);
const NOT_FOUND = json({ detail: 'Not Found' }, 404);
const HELLO_FROM_RESPONSES = json({
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt-6',
  output: [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  usage: { input_tokens: 12, output_tokens: 3, total_tokens: 15 },
});

/** Answers by the path and, as OpenAI does, rejects tools with an effort in Chat Completions. */
const enforceRule =
  (rejection: Answer, fromResponses: Answer): Answer =>
  (response, request) => {
    if (request.path.endsWith('/responses')) return fromResponses(response, request);
    const { tools, reasoning_effort: effort } = request.body;
    const isRejected = tools !== undefined && effort !== undefined && effort !== 'none';
    return isRejected ? rejection(response, request) : json(completion({ content: 'Hello' }))(response, request);
  };

const tools = [{ name: 'read', description: 'Reads a file', input_schema: { type: 'object', properties: {} } }];
const withTools = (): Record<string, unknown> => aRequest({ tools, output_config: { effort: 'high' } });

describe('the choice of the upstream API', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const start = async (answer: Answer, options: Partial<ProxyOptions> = {}): Promise<void> => {
    upstream.script(answer);
    proxy = await startProxy({ baseUrl: upstream.baseUrl, bigModel: 'gpt-6', ...options });
  };
  const ask = (): Promise<Response> => post(`${proxy.url}/v1/messages`, withTools());
  const paths = (): string[] => upstream.requests.map(({ path }) => path.replace(/^\/v1\//, ''));

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it.each([
    ['tools with an effort', TOOLS_WITH_EFFORT],
    ['the model', RESPONSES_ONLY],
  ])(
    'is Responses in the same request, and directly in the next one, after Chat Completions rejects %s',
    async (_, rejection) => {
      await start(enforceRule(rejection, HELLO_FROM_RESPONSES));
      const response = await ask();
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ content: [{ type: 'text', text: 'Hello' }] });
      expect(upstream.lastRequest.body).toMatchObject({ reasoning: { effort: 'high' } });
      expect((await ask()).status).toBe(200);
      expect(paths()).toEqual(['chat/completions', 'responses', 'responses']);
    },
  );

  it.each([
    ['does not know the path', NOT_FOUND],
    ['responds with a completion', json(completion({ content: 'Hello' }))],
  ])('is Chat Completions again if the upstream %s', async (_, fromResponses) => {
    await start(enforceRule(TOOLS_WITH_EFFORT, fromResponses), { api: 'responses' });
    const response = await post(`${proxy.url}/v1/messages`, aRequest());
    expect(await response.json()).toMatchObject({ content: [{ type: 'text', text: 'Hello' }] });
    await post(`${proxy.url}/v1/messages`, aRequest());
    expect(paths()).toEqual(['responses', 'chat/completions', 'chat/completions']);
  });

  it('is Chat Completions without an effort for a model that needs both APIs', async () => {
    await start(enforceRule(TOOLS_WITH_EFFORT, NOT_FOUND));
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(paths()).toEqual(['chat/completions', 'responses', 'chat/completions', 'chat/completions']);
    expect(upstream.lastRequest.body['reasoning_effort']).toBe('none');
  });

  it('does not change again and again if both refuse', async () => {
    const refuseAll: Answer = (response, request) =>
      request.path.endsWith('/responses') ? NOT_FOUND(response, request) : TOOLS_WITH_EFFORT(response, request);
    await start(refuseAll);
    expect((await ask()).status).toBe(400);
    expect(upstream.requests.length).toBeLessThanOrEqual(4);
    expect(paths().filter((path) => path === 'responses')).toHaveLength(1);
    upstream.requests.length = 0;
    expect((await ask()).status).toBe(400);
    expect(paths()).not.toContain('responses');
  });

  it('stays with the API that reports an unknown model', async () => {
    const unknown = json({ error: { message: 'The model `gpt-6` does not exist', code: 'model_not_found' } }, 404);
    await start(unknown, { api: 'responses' });
    expect((await ask()).status).toBe(404);
    expect(paths()).toEqual(['responses']);
  });
});
