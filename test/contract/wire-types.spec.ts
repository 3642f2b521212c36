import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiVersions } from '../support/anthropic-sdk.js';
import { readFixtures } from '../support/fixtures.js';
import { isJsonObject } from '../../src/common/json.js';
import { findTypeErrors } from '../support/find-type-errors.js';
import type { TypedValue } from '../support/find-type-errors.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';
import type { Answer } from '../support/scripted-upstream.js';
import { parseFrames, readEvents } from '../support/sse.js';

const imports = [
  `import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';`,
  `import type Anthropic from '@anthropic-ai/sdk';`,
  `import type { ErrorResponse } from '@anthropic-ai/sdk/resources/shared';`,
  `interface Page { data: Anthropic.ModelInfo[]; has_more: boolean; first_id: string | null; last_id: string | null }`,
  `type Ping = { type: 'ping' };`,
  `type StreamEvent = Anthropic.RawMessageStreamEvent | Ping | ErrorResponse;`,
].join('\n');

const call = (index: number) => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name: 'get_time', arguments: '{"zone":"UTC"}' },
});

const counts = {
  prompt_tokens: 100,
  completion_tokens: 50,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 20 },
  completion_tokens_details: { reasoning_tokens: 30 },
};
const detailed = (value: unknown): unknown => ({ ...(value as object), usage: counts, service_tier: 'priority' });

/** Each kind of reply, whole and streamed. */
const replies: readonly [string, Answer, Answer][] = [
  [
    'all kinds of blocks, all kinds of counts',
    json(
      detailed(completion({ reasoning_content: 'Hm.', content: 'Hi', tool_calls: [call(0), call(1)] }, 'tool_calls')),
    ),
    stream(
      delta({ reasoning_content: 'Hm.' }),
      delta({ content: 'Hi' }),
      delta({ tool_calls: [call(0), call(1)] }),
      delta({}, 'tool_calls'),
      detailed(usage(0, 0)),
    ),
  ],
  ['no content', json(completion({ content: null })), stream(delta({}, 'stop'), usage(3, 0))],
  ['no usage', json({ choices: [{ message: { content: 'Hi' } }] }), stream(delta({ content: 'Hi' }, 'stop'))],
  [
    'a cut text',
    json(completion({ content: 'Hi' }, 'length')),
    stream(delta({ content: 'Hi' }, 'length'), usage(3, 1)),
  ],
  [
    'a refusal',
    json(completion({ content: null, refusal: 'I will not.' }, 'content_filter')),
    stream(delta({ refusal: 'I will not.' }), delta({}, 'content_filter'), usage(3, 1)),
  ],
  [
    'a stop sequence',
    json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop', stop_reason: 'END' }] }),
    stream(delta({ content: 'Hi' }), { choices: [{ delta: {}, finish_reason: 'stop', stop_reason: 'END' }] }),
  ],
  [
    'an error late in the stream',
    json({ error: { message: 'Overloaded', code: 503 } }),
    stream(delta({ content: 'Hi' }), { error: { message: 'Overloaded', code: 503 } }),
  ],
];

/** The profiles of upstreams with OpenAI's fields; others have additional fields. */
const openAiProfiles: readonly string[] = ['standard', 'openai', 'azure'];

/**
 * Adds `citations: null` to text blocks: the SDKs' types require the key, but Anthropic leaves it out of text without
 * citations, and so does the proxy.
 */
function addCitations(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    isJsonObject(inner) && inner['type'] === 'text' ? { citations: null, ...inner } : inner,
  );
}

/** What the fixtures expect, so that none of them expects what the official SDKs would not understand. */
const fixtureValues: readonly TypedValue[] = readFixtures().flatMap((fixture) => {
  const { name, profile } = fixture;
  const valuesOf = (file: string, type: string, read: (file: string) => unknown): TypedValue[] =>
    fixture.has(file) ? [{ name, type, value: read(file) }] : [];
  const readResponse = (read: (file: string) => unknown) => (file: string) => addCitations(read(file));
  const readJson = (file: string): unknown => fixture.json(file);
  const readLines = (file: string): unknown => fixture.lines(file).map((line) => JSON.parse(line) as unknown);
  return [
    ...(openAiProfiles.includes(profile) ? valuesOf('chat-request.json', 'ChatCompletionCreateParams', readJson) : []),
    ...valuesOf('message.json', 'Anthropic.Message', readResponse(readJson)),
    ...valuesOf('events.jsonl', 'StreamEvent[]', readResponse(readLines)),
  ];
});

describe('what clients receive', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const values: TypedValue[] = [];
  const valuesOf = (type: string): unknown[] => values.filter((value) => value.type === type).map(({ value }) => value);

  const collect = async (name: string, type: string, response: Response): Promise<void> => {
    values.push({ name, type: response.ok ? type : 'ErrorResponse', value: addCitations(await response.json()) });
  };

  const collectMessages = async (version: string): Promise<void> => {
    const url = `${proxy.url}/v1/messages`;
    const headers = { 'anthropic-version': version };
    const tools = [{ name: 'get_time', input_schema: { type: 'object' } }];
    const request = aRequest({ tools, stop_sequences: ['END'], thinking: { type: 'adaptive' } });
    for (const [name, whole, streamed] of replies) {
      upstream.script(whole);
      await collect(name, 'Anthropic.Message', await post(url, request, headers));
      upstream.script(streamed);
      const events = parseFrames(await (await post(url, { ...request, stream: true }, headers)).text());
      for (const { data } of events)
        values.push({ name: `${name}, ${String(data.type)}`, type: 'StreamEvent', value: addCitations(data) });
    }
    await collect('count', 'Anthropic.MessageTokensCount', await post(`${url}/count_tokens`, request, headers));
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, pingIntervalMs: 600_000 });
    for (const version of apiVersions) await collectMessages(version);
    // An upstream that says nothing: the proxy shows a sign of life.
    upstream.script(() => undefined);
    const pinging = await startProxy({ baseUrl: upstream.baseUrl, pingIntervalMs: 20 });
    const silent = await post(`${pinging.url}/v1/messages`, aRequest({ stream: true }));
    for await (const { event, data } of readEvents(silent)) {
      values.push({ name: `silence, ${event}`, type: 'StreamEvent', value: data });
      if (event === 'ping') break;
    }
    await pinging.close();
    await collect('models', 'Page', await fetch(`${proxy.url}/v1/models`));
    await collect('model', 'Anthropic.ModelInfo', await fetch(`${proxy.url}/v1/models/claude-opus-5-5`));
    await collect('no model', 'Anthropic.ModelInfo', await fetch(`${proxy.url}/v1/models/x`));
    await collect('no path', 'never', await fetch(`${proxy.url}/v1/x`));
    await collect('no JSON', 'never', await post(`${proxy.url}/v1/messages`, '{'));
    await collect('mistake', 'never', await post(`${proxy.url}/v1/messages`, aRequest({ messages: [] })));
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('holds every kind of reply, block and event', () => {
    const types = (list: readonly unknown[]) => new Set((list as { type: string }[]).map(({ type }) => type));
    const messages = valuesOf('Anthropic.Message') as { content: unknown[] }[];
    const events = valuesOf('StreamEvent');
    expect(types(messages.flatMap(({ content }) => content))).toEqual(new Set(['thinking', 'text', 'tool_use']));
    expect(types(events)).toEqual(
      new Set(
        'message_start ping content_block_start content_block_delta content_block_stop message_delta message_stop error'.split(
          ' ',
        ),
      ),
    );
    expect(valuesOf('ErrorResponse')).toHaveLength(6);
  });

  it('matches the types of the official SDKs, including the fixtures', () => {
    expect(fixtureValues.length).toBeGreaterThan(100);
    expect(findTypeErrors(imports, [...values, ...fixtureValues])).toEqual([]);
  });
});
