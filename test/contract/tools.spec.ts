import type Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';

const tools: Anthropic.Tool[] = [
  {
    name: 'get_weather',
    description: 'Tells the weather',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
  { name: 'get_time', input_schema: { type: 'object', properties: {} } },
];
const request = { ...hello, tools } satisfies Anthropic.MessageCreateParamsNonStreaming;

const call = (id: string, name: string, args: unknown) => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});

const twoCalls = [
  { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Oslo' } },
  { type: 'tool_use', id: 'call_2', name: 'get_weather', input: { city: 'Rome' } },
];

describe('tools', () => {
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

  it('are offered to the upstream, with every kind of choice', async () => {
    const choices: [Anthropic.ToolChoice, unknown][] = [
      [{ type: 'auto' }, 'auto'],
      [{ type: 'any' }, 'required'],
      [{ type: 'none' }, 'none'],
      [
        { type: 'tool', name: 'get_time' },
        { type: 'function', function: { name: 'get_time' } },
      ],
    ];
    for (const [choice, expected] of choices) {
      upstream.script(json(completion({ content: 'Hi' })));
      await sdk.messages.create({ ...request, tool_choice: choice });
      expect(upstream.lastRequest.body.tool_choice).toEqual(expected);
      expect(upstream.lastRequest.body).not.toHaveProperty('parallel_tool_calls');
    }
    expect(upstream.lastRequest.body.tools).toEqual([
      {
        type: 'function',
        function: { name: 'get_weather', description: 'Tells the weather', parameters: tools[0]?.input_schema },
      },
      { type: 'function', function: { name: 'get_time', parameters: tools[1]?.input_schema } },
    ]);
    await sdk.messages.create({ ...request, tool_choice: { type: 'any', disable_parallel_tool_use: true } });
    expect(upstream.lastRequest.body).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false });
  });

  it('are called in parallel in one message', async () => {
    const calls = [call('call_1', 'get_weather', { city: 'Oslo' }), call('call_2', 'get_weather', { city: 'Rome' })];
    upstream.script(json(completion({ content: 'Let me look.', tool_calls: calls }, 'tool_calls')));
    const message = await sdk.messages.create(request);
    expect(message.content).toMatchObject([{ type: 'text', text: 'Let me look.' }, ...twoCalls]);
    expect(message.stop_reason).toBe('tool_use');
  });

  it('are called in parallel in a stream whose fragments interleave', async () => {
    const fragment = (index: number, args: string, start: object = {}) =>
      delta({
        tool_calls: [{ index, ...start, function: { ...('id' in start && { name: 'get_weather' }), arguments: args } }],
      });
    upstream.script(
      stream(
        delta({ role: 'assistant', content: 'Let me look.' }),
        fragment(0, '', { id: 'call_1', type: 'function' }),
        fragment(1, '', { id: 'call_2', type: 'function' }),
        fragment(0, '{"city"'),
        fragment(1, '{"city":"R'),
        fragment(0, ':"Oslo"}'),
        fragment(1, 'ome"}'),
        delta({}, 'tool_calls'),
        usage(12, 5),
      ),
    );
    const inputs: string[] = [];
    const messageStream = sdk.messages.stream(request).on('inputJson', (partial) => inputs.push(partial));
    const message = await messageStream.finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text: 'Let me look.' }, ...twoCalls]);
    expect(message.stop_reason).toBe('tool_use');
    expect(inputs.join('')).toBe('{"city":"Oslo"}{"city":"Rome"}');
  });

  it('without arguments have an empty input in both modes', async () => {
    const expected = [{ type: 'tool_use', id: 'call_1', name: 'get_time', input: {} }];
    const bare = { index: 0, id: 'call_1', type: 'function', function: { name: 'get_time', arguments: '' } };
    upstream.script(json(completion({ content: null, tool_calls: [bare] }, 'tool_calls')));
    expect((await sdk.messages.create(request)).content).toMatchObject(expected);
    upstream.script(stream(delta({ tool_calls: [bare] }), delta({}, 'tool_calls'), usage(12, 5)));
    expect((await sdk.messages.stream(request).finalMessage()).content).toMatchObject(expected);
  });

  it('have their names and ids restored when the upstream cannot take or make legal ones', async () => {
    const dotted: Anthropic.Tool = { name: 'files.read', input_schema: { type: 'object' } };
    let upstreamName = '';
    upstream.script(async (response, received) => {
      const [tool] = received.body.tools as { function: { name: string } }[];
      upstreamName = tool.function.name;
      await json(completion({ content: null, tool_calls: [call('functions.read:0', upstreamName, {})] }, 'tool_calls'))(
        response,
        received,
      );
    });
    const { content } = await sdk.messages.create({ ...hello, tools: [dotted] });
    expect(upstreamName).toMatch(/^[\w-]{1,64}$/);
    expect(content).toMatchObject([{ type: 'tool_use', name: 'files.read', id: expect.stringMatching(/^[\w-]+$/) }]);

    const [use] = content as Anthropic.ToolUseBlock[];
    await sdk.messages.create({
      ...hello,
      tools: [dotted],
      messages: [
        ...hello.messages,
        { role: 'assistant', content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'text' }] },
      ],
    });
    expect(upstream.lastRequest.body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'functions.read:0', function: { name: upstreamName } }] },
      { role: 'tool', tool_call_id: 'functions.read:0', content: 'text' },
    ]);
  });

  it('give their results back in the order of the calls, text, errors and images alike', async () => {
    const png = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } as const;
    upstream.script(json(completion({ content: 'Done' })));
    const use = (id: string) => ({ type: 'tool_use', id, name: 'get_weather', input: { city: id } }) as const;
    await sdk.messages.create({
      ...request,
      messages: [
        ...hello.messages,
        { role: 'assistant', content: [{ type: 'text', text: 'Looking.' }, use('a'), use('b'), use('c'), use('d')] },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'a',
              content: [
                { type: 'text', text: 'Sunny' },
                { type: 'image', source: png },
              ],
            },
            { type: 'tool_result', tool_use_id: 'b', content: 'no such city', is_error: true },
            { type: 'tool_result', tool_use_id: 'c' },
            { type: 'tool_result', tool_use_id: 'd', content: 'Rain', is_error: false },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
    });
    expect(upstream.lastRequest.body.messages).toEqual([
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: 'Looking.',
        tool_calls: ['a', 'b', 'c', 'd'].map((id) => call(id, 'get_weather', { city: id })),
      },
      { role: 'tool', tool_call_id: 'a', content: expect.stringMatching(/^Sunny\b/) },
      { role: 'tool', tool_call_id: 'b', content: 'Error: no such city' },
      { role: 'tool', tool_call_id: 'c', content: expect.any(String) },
      { role: 'tool', tool_call_id: 'd', content: 'Rain' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ]);
  });

  it.each([false, true])("are run by the SDK's own tool runner, stream %s", async (isStream) => {
    const cities: string[] = [];
    const weather = betaTool({
      name: 'get_weather',
      description: 'Tells the weather',
      inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      run: ({ city }) => {
        cities.push(city);
        return `${city}: sunny`;
      },
    });
    const calls = [call('call_1', 'get_weather', { city: 'Oslo' }), call('call_2', 'get_weather', { city: 'Rome' })];
    const indexed = calls.map((one, index) => ({ index, ...one }));
    upstream.script(
      isStream
        ? stream(...indexed.map((one) => delta({ tool_calls: [one] })), delta({}, 'tool_calls'), usage(12, 5))
        : json(completion({ content: null, tool_calls: calls }, 'tool_calls')),
      isStream
        ? stream(delta({ content: 'Sunny in both.' }, 'stop'), usage(30, 5))
        : json(completion({ content: 'Sunny in both.' })),
    );
    const message = await sdk.beta.messages.toolRunner({ ...hello, tools: [weather], stream: isStream }).runUntilDone();
    expect(cities).toEqual(['Oslo', 'Rome']);
    expect(message.content).toMatchObject([{ type: 'text', text: 'Sunny in both.' }]);
    expect(upstream.lastRequest.body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Oslo: sunny' },
      { role: 'tool', tool_call_id: 'call_2', content: 'Rome: sunny' },
    ]);
  });
});
