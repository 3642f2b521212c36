import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/protocol/anthropic/message.js';
import {
  buildResponse,
  functionCall,
  message,
  reasoning,
  refuse,
  respond,
  streamEvents,
} from '../support/responses-upstream.js';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, type Answer } from '../support/scripted-upstream.js';

type Item = Readonly<Record<string, unknown>>;

const bash = { name: 'Bash', input_schema: { type: 'object', properties: {} } };
const late = { ...bash, name: 'Late', defer_loading: true };
const done = respond(message('Done.'));

/** Refuses the requests that a condition describes, and answers all others. */
const refuseIf =
  (isRefused: (body: Item) => boolean, text: string, fields: Item, answer = done): Answer =>
  (response, request) =>
    (isRefused(request.body) ? refuse(text, fields) : answer)(response, request);

describe('a request that the Responses API rejects', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const send = async (overrides: Item): Promise<Message> => {
    const response = await post(`${proxy.url}/v1/messages`, aRequest({ tools: [bash, late], ...overrides }));
    expect(response.status).toBe(200);
    return (await response.json()) as Message;
  };
  const inputs = (): Item[][] => upstream.requests.map(({ body }) => body['input'] as Item[]);
  const typesOf = (input: Item[]): unknown[] => input.map(({ type }) => type);

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(async () => {
    proxy = await startProxy({
      baseUrl: upstream.baseUrl,
      provider: 'openai',
      api: 'responses',
      bigModel: 'gpt-6-astra',
    });
  });
  afterEach(() => proxy.close());
  afterAll(() => upstream.close());

  it('is sent again without a summary, and later requests never ask for one', async () => {
    const words = 'Your organization must be verified to generate reasoning summaries.';
    const fields = { param: 'reasoning.summary', code: 'unsupported_value' };
    upstream.script(refuseIf((body) => 'summary' in ((body['reasoning'] ?? {}) as Item), words, fields));
    await send({});
    await send({});
    expect(upstream.requests.map(({ body }) => body['reasoning'])).toEqual([{ summary: 'auto' }, undefined, undefined]);
  });

  it('is sent again with all tools in one place, and so are later requests', async () => {
    const loaded = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'Bash', input: {} }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'tool_reference', tool_name: 'Late' }] },
        ],
      },
    ];
    const hasItem = (body: Item): boolean => typesOf(body['input'] as Item[]).includes('additional_tools');
    upstream.script(
      refuseIf(hasItem, "Invalid value: 'additional_tools'.", { param: 'input[3]', code: 'invalid_value' }),
    );
    await send({ messages: loaded });
    await send({ messages: loaded });
    const names = upstream.requests.map(({ body }) => (body['tools'] as Item[]).map(({ name }) => name));
    expect(names).toEqual([['Bash'], ['Bash', 'Late'], ['Bash', 'Late']]);
  });

  const inBand = (): Answer => {
    const error = { code: 'invalid_encrypted_content', message: 'The encrypted content could not be verified.' };
    return streamEvents({ type: 'response.failed', response: { ...buildResponse([]), status: 'failed', error } });
  };

  it.each<[string, boolean, () => Answer]>([
    [
      'by its status',
      false,
      () => refuse('The encrypted content could not be verified.', { code: 'invalid_encrypted_content' }),
    ],
    ['inside a stream', true, inBand],
  ])(
    'is sent again without reasoning that cannot be decrypted, once in a conversation: %s',
    async (_, stream, answer) => {
      upstream.script(respond(reasoning('gAAAA1', 'Hm.'), functionCall('call_1', 'Bash', {})));
      const { content } = await send({});
      const result = { type: 'tool_result', tool_use_id: 'call_1', content: 'ok' };
      const messages = [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content },
        { role: 'user', content: [result] },
      ];
      const hasReasoning = (body: Item): boolean => typesOf(body['input'] as Item[]).includes('reasoning');
      upstream.script((response, request) => (hasReasoning(request.body) ? answer() : done)(response, request));
      const next = [...messages, { role: 'assistant', content: 'Done.' }, { role: 'user', content: 'Go on' }];
      for (const turn of [messages, next]) {
        const response = await post(`${proxy.url}/v1/messages`, aRequest({ tools: [bash], messages: turn, stream }));
        expect(await response.text()).toContain('Done.');
      }
      expect(inputs().map((input) => typesOf(input).includes('reasoning'))).toEqual([true, false, false]);
    },
  );
});
