import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResponsesOutputItem } from '../../src/protocol/openai/responses.js';
import { hello, sdkFor } from '../support/anthropic-sdk.js';
import { functionCall, message, reasoning, respond } from '../support/responses-upstream.js';
import { startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream } from '../support/scripted-upstream.js';

const TURNS = 30;
const REPLICAS = 3;

const tools: Anthropic.Tool[] = ['Read', 'Bash'].map((name) => ({
  name,
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
}));

const thought = fc
  .tuple(
    fc.base64String({ minLength: 40, maxLength: 400 }),
    fc.array(fc.constantFrom('Look first.', 'Then respond.'), { maxLength: 2 }),
  )
  .map(([encrypted, summary]) => reasoning(`gAAAA${encrypted}`, ...summary));

/** The output of one turn: text and calls in any order, each after up to two items of reasoning. */
const output = fc
  .array(fc.tuple(fc.array(thought, { maxLength: 2 }), fc.constantFrom('text', 'call')), {
    minLength: 1,
    maxLength: 4,
  })
  .map(
    (steps) =>
      (turn: number): readonly ResponsesOutputItem[] =>
        steps.flatMap(([thoughts, kind], index) => {
          const id = `call_${turn}_${index}`;
          return [...thoughts, kind === 'text' ? message(`Text ${id}`) : functionCall(id, 'Read', { path: `/${id}` })];
        }),
  );

const turns = fc
  .sample(fc.record({ replica: fc.nat(REPLICAS - 1), isStream: fc.boolean(), output }), { seed: 17, numRuns: TURNS })
  .map((turn, index) => ({ ...turn, output: turn.output(index) }));

const listEncrypted = (items: readonly ResponsesOutputItem[]): unknown[] =>
  items.filter(({ type }) => type === 'reasoning').map(({ encrypted_content }) => encrypted_content);

/** What a client sends after a response: the results of its calls, or a new question. */
function continueAfter({ content }: Anthropic.Message): Anthropic.MessageParam {
  const results = content
    .filter((block) => block.type === 'tool_use')
    .map(({ id }): Anthropic.ToolResultBlockParam => ({
      type: 'tool_result',
      tool_use_id: id,
      content: `Contents of ${id}`,
    }));
  return { role: 'user', content: results.length > 0 ? results : 'Go on' };
}

describe('a conversation of 30 turns over three replicas', () => {
  let upstream: ScriptedUpstream;
  let replicas: RunningProxy[];
  let bodies: { readonly input: ResponsesOutputItem[]; readonly tools: unknown; readonly instructions: unknown }[];

  const send = async (
    turn: Pick<(typeof turns)[number], 'replica' | 'isStream'>,
    messages: Anthropic.MessageParam[],
  ) => {
    const { messages: client } = sdkFor(replicas[turn.replica]?.url ?? '');
    const request = {
      ...hello,
      system: 'You are a coding agent.',
      thinking: { type: 'adaptive', display: 'summarized' } as const,
      tools,
      messages,
    };
    return turn.isStream ? client.stream(request).finalMessage() : client.create(request);
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    const { baseUrl } = upstream;
    const options = { baseUrl, provider: 'openai', api: 'responses', bigModel: 'gpt-6-astra' } as const;
    replicas = await Promise.all(Array.from({ length: REPLICAS }, () => startProxy(options)));
    upstream.script(...turns.map((turn) => respond(...turn.output)), respond(message('Done.')));
    const messages: Anthropic.MessageParam[] = [...hello.messages];
    for (const turn of turns) {
      const response = await send(turn, messages);
      messages.push({ role: 'assistant', content: response.content }, continueAfter(response));
    }
    await send({ replica: 0, isStream: false }, messages);
    bodies = upstream.requests.map(({ body }) => body as unknown as (typeof bodies)[number]);
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await upstream.close();
  });

  it('uses every replica, and text, calls and reasoning', () => {
    expect(new Set(turns.map(({ replica }) => replica)).size).toBe(REPLICAS);
    const types = new Set(turns.flatMap((turn) => turn.output.map(({ type }) => type)));
    expect(types).toEqual(new Set(['message', 'reasoning', 'function_call']));
    expect(bodies).toHaveLength(TURNS + 1);
  });

  it('brings all encrypted reasoning back, unchanged and in order', () => {
    const received = turns.flatMap((turn) => listEncrypted(turn.output));
    expect(received.length).toBeGreaterThan(TURNS);
    expect(listEncrypted(bodies.at(-1)?.input ?? [])).toEqual(received);
  });

  it('begins every request with the one before it', () => {
    for (const [index, body] of bodies.entries()) {
      const next = bodies[index + 1];
      if (!next) continue;
      expect(next.input.slice(0, body.input.length)).toEqual(body.input);
      expect(next.input.length).toBeGreaterThan(body.input.length);
      expect([next.tools, next.instructions]).toEqual([body.tools, body.instructions]);
    }
  });
});
