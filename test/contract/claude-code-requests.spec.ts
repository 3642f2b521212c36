import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import { findTypeErrors } from '../support/find-type-errors.js';
import type { TypedValue } from '../support/find-type-errors.js';
import { post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, delta, stream, usage } from '../support/scripted-upstream.js';
import type { ReceivedRequest } from '../support/scripted-upstream.js';
import { parseFrames } from '../support/sse.js';
import { checkStreamGrammar } from '../support/stream-grammar.js';
import { findAnthropicFields, findMissing, listVisible, listVisibleTools } from '../support/visible-content.js';
import type { SentRequest } from '../support/visible-content.js';

interface RecordedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SentRequest & { readonly model: string; readonly max_tokens: number; readonly stream: boolean };
}

interface Replay {
  readonly name: string;
  readonly recorded: RecordedRequest;
  readonly status: number;
  readonly contentType: string | null;
  readonly events: readonly MessageStreamEvent[];
  readonly upstream: ReceivedRequest;
}

const folder = new URL('../fixtures/claude-code/', import.meta.url);

const parseEvents = (text: string): MessageStreamEvent[] =>
  parseFrames(text).map(({ data }) => data as unknown as MessageStreamEvent);

const recordings = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => {
    const { name, requests } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      name: string;
      requests: RecordedRequest[];
    };
    return requests.map((recorded, index) => ({ name: `${name} ${index + 1}`, recorded }));
  });

/** A reply of every kind of block; it calls the first tool of the request. */
const reply = (body: Record<string, unknown>) => {
  const [tool] = (body.tools ?? []) as { function: { name: string } }[];
  const call = {
    index: 0,
    id: 'call_1',
    type: 'function',
    function: { name: tool?.function.name, arguments: '{"a":1}' },
  };
  return stream(
    delta({ role: 'assistant', reasoning_content: 'Hm.' }),
    delta({ content: 'Well: ' }),
    ...(tool ? [delta({ tool_calls: [call] }), delta({}, 'tool_calls')] : [delta({}, 'stop')]),
    usage(20_000, 9),
  );
};

const upstreams = [
  { provider: 'standard', bigModel: 'gpt-4o', systemTurns: 'user', tokenLimit: 'max_tokens' },
  { provider: 'openai', bigModel: 'gpt-5.2', systemTurns: 'system', tokenLimit: 'max_completion_tokens' },
] as const;

describe.each(upstreams)('Claude Code with the $provider profile', (options) => {
  const { provider, bigModel, systemTurns, tokenLimit } = options;
  const replays = new Map<string, Replay>();
  const replayOf = (name: string): Replay => replays.get(name)!;
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;

  const replay = async (recorded: RecordedRequest): Promise<Omit<Replay, 'name'>> => {
    upstream.script((response, request) => reply(request.body)(response, request));
    const { connection: _, ...headers } = recorded.headers;
    const response = await fetch(`${proxy.url}${recorded.path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(recorded.body),
    });
    const text = await response.text();
    return {
      recorded,
      status: response.status,
      contentType: response.headers.get('content-type'),
      events: response.status === 200 ? parseEvents(text) : [],
      upstream: upstream.lastRequest,
    };
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, provider, bigModel, smallModel: bigModel });
    for (const { name, recorded } of recordings) replays.set(name, { name, ...(await replay(recorded)) });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  describe.each(recordings)('$name', ({ name, recorded }) => {
    it('receives a valid stream', () => {
      const { status, contentType, events } = replayOf(name);
      expect(status).toBe(200);
      expect(contentType).toBe('text/event-stream; charset=utf-8');
      checkStreamGrammar(events);
      expect(events.at(-1)?.type).toBe('message_stop');
      expect(events[0]).toMatchObject({ message: { model: recorded.body.model } });
    });

    it('reaches the model whole and in order', () => {
      const { upstream: received } = replayOf(name);
      const visible = listVisible(recorded.body, systemTurns);
      expect(visible.length).toBeGreaterThan(0);
      expect(findMissing(visible, received.body.messages as Record<string, unknown>[])).toEqual([]);
      expect(received.body.tools ?? []).toEqual(listVisibleTools(recorded.body));
    });

    it('requests what the client requested', () => {
      const { body, path } = replayOf(name).upstream;
      expect(path).toBe('/v1/chat/completions');
      expect(body).toMatchObject({ model: bigModel, stream: true, stream_options: { include_usage: true } });
      expect(body[tokenLimit]).toBe(recorded.body.max_tokens);
    });

    it('leaks nothing that is for Anthropic only', () => {
      const { headers, body } = replayOf(name).upstream;
      expect(findAnthropicFields(body)).toEqual([]);
      const text = JSON.stringify(body);
      expect(text).not.toContain('x-anthropic-billing-header');
      expect(text).not.toContain('DeferredToolPlaceholder');
      expect(text).not.toContain('device_id');
      expect(text).not.toContain(recorded.headers['x-api-key']);
      expect(headers.authorization).toBe('Bearer sk-upstream');
      const foreign = Object.keys(headers).filter((header) => /^(?:anthropic|x-)/.test(header));
      expect(foreign).toEqual([]);
      expect(headers['user-agent'] ?? '').not.toContain('claude-cli');
    });
  });

  it('is checked by a check that notices losses and changes of order', () => {
    const { recorded, upstream: received } = replayOf('parallel 2');
    const visible = listVisible(recorded.body, systemTurns);
    const messages = received.body.messages as Record<string, unknown>[];
    const without = messages.map((_, index) => messages.filter((_message, other) => other !== index));
    for (const fewer of without) expect(findMissing(visible, fewer)).not.toEqual([]);
    expect(findMissing(visible, [...messages].reverse())).not.toEqual([]);
    expect(findAnthropicFields({ messages: [{ content: [{ text: 'a', cache_control: {} }] }] })).toEqual([
      'cache_control',
    ]);
  });

  it('is told about as many tokens at once as count_tokens counts', async () => {
    for (const { name, recorded } of recordings) {
      const body: unknown = { ...recorded.body, max_tokens: undefined, stream: undefined };
      const response = await post(`${proxy.url}/v1/messages/count_tokens?beta=true`, body);
      const { input_tokens: counted } = (await response.json()) as { input_tokens: number };
      const [start] = replayOf(name).events;
      const estimated = start?.type === 'message_start' ? start.message.usage.input_tokens : 0;
      const distance = Math.abs(estimated / counted - 1);
      expect({ name, isClose: distance < 0.15 }).toEqual({ name, isClose: true });
    }
  });

  it('is served by requests that the official OpenAI SDK could have sent', () => {
    const values = [...replays.values()].map(({ name, upstream: { body } }): TypedValue => ({
      name,
      type: 'ChatCompletionCreateParams',
      value: body,
    }));
    const imports = `import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';`;
    expect(findTypeErrors(imports, values)).toEqual([]);
    expect(
      findTypeErrors(imports, [{ ...values[0], value: { ...(values[0].value as object), top_k: 1 } }]),
    ).toHaveLength(1);
  });
});
