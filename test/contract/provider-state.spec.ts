import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';
import type { Answer } from '../support/scripted-upstream.js';

const tools: Anthropic.Tool[] = [{ name: 'Read', input_schema: { type: 'object', properties: {} } }];
const extra_content = { google: { thought_signature: 'CrIC/+=' } };
const signedCall = { id: 'function-call-1', function: { name: 'Read', arguments: '{}' }, extra_content };
const signedDetail = {
  type: 'reasoning.text',
  format: 'anthropic-claude-v1',
  index: 0,
  text: 'Hm.',
  signature: 'ErUB',
};
const plainCall = { id: 'call_1', function: { name: 'Read', arguments: '{}' } };

interface Provider {
  readonly provider: 'gemini' | 'openrouter';
  readonly message: Record<string, unknown>;
  /** What the provider has to find in the assistant's message of the next request. */
  readonly state: object;
}

const gemini: Provider = {
  provider: 'gemini',
  message: { content: 'One moment.', tool_calls: [signedCall] },
  state: { tool_calls: [{ id: 'function-call-1', extra_content }] },
};

const openrouter: Provider = {
  provider: 'openrouter',
  message: { reasoning: 'Hm.', reasoning_details: [signedDetail], tool_calls: [plainCall] },
  state: { reasoning_details: [signedDetail] },
};

const toStream = ({ tool_calls, ...rest }: Record<string, unknown>): Answer =>
  stream(delta(rest), delta({ tool_calls: tool_calls }, 'tool_calls'), usage(9, 4));

describe.each([gemini, openrouter])('the state of $provider', ({ provider, message, state }) => {
  let upstream: ScriptedUpstream;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });

  afterAll(() => upstream.close());

  /** Every question meets a proxy that has never seen the conversation. */
  async function ask(isStream: boolean, messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> {
    const proxy = await startProxy({ baseUrl: upstream.baseUrl, provider });
    const request = { ...hello, model: 'some-model', tools, messages };
    try {
      const sdk = sdkFor(proxy.url);
      return await (isStream ? sdk.messages.stream(request).finalMessage() : sdk.messages.create(request));
    } finally {
      await proxy.close();
    }
  }

  it.each([true, false])('comes back by way of the official SDK and another proxy (stream: %s)', async (isStream) => {
    upstream.script(isStream ? toStream(message) : json(completion(message, 'tool_calls')));
    const { content } = await ask(isStream, hello.messages);
    const call = content.find((block) => block.type === 'tool_use');
    upstream.script(json(completion({ content: 'Done.' })));
    await ask(false, [
      ...hello.messages,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'ok' }] },
    ]);
    const messages = upstream.lastRequest.body.messages as readonly { readonly role: string }[];
    expect(messages.find(({ role }) => role === 'assistant')).toMatchObject(state);
  });
});
