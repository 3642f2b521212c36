import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiVersions, failureOf, hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream } from '../support/scripted-upstream.js';

const { max_tokens: _, ...question } = hello;
const tool: Anthropic.Tool = {
  name: 'get_weather',
  description: 'Tells the weather of a city on a day',
  input_schema: { type: 'object', properties: { city: { type: 'string' }, day: { type: 'string' } } },
};

describe.each(apiVersions)('messages.countTokens, API version %s', (version) => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let sdk: Anthropic;

  const count = async (request: Partial<Anthropic.MessageCountTokensParams> = {}): Promise<number> =>
    (await sdk.messages.countTokens({ ...question, ...request })).input_tokens;
  const countOf = (...content: Anthropic.ContentBlockParam[]) => count({ messages: [{ role: 'user', content }] });

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
    sdk = sdkFor(proxy.url, { defaultHeaders: { 'anthropic-version': version } });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('counts without calling the upstream', async () => {
    const tokens = await count();
    expect(Number.isSafeInteger(tokens)).toBe(true);
    expect(tokens).toBeGreaterThan(0);
    expect(upstream.requests).toEqual([]);
  });

  it('counts all that the model will read', async () => {
    const plain = await count();
    expect(await count({ system: 'Answer in rhymes.' })).toBeGreaterThan(plain);
    expect(await count({ tools: [tool] })).toBeGreaterThan(plain + 15);
    expect(await count({ messages: [...question.messages, { role: 'assistant', content: 'Hi' }] })).toBeGreaterThan(
      plain,
    );
  });

  it('counts an image by what it shows, not by its bytes', async () => {
    const image = (data: string): Anthropic.ImageBlockParam => ({
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data },
    });
    const small = await countOf(image('iVBORw0KGgo='));
    const large = await countOf(image('A'.repeat(1_000_000)));
    expect(small).toBeGreaterThan(50);
    expect(large).toBeLessThan(5_000);
  });

  it('accepts every kind of block', async () => {
    const tokens = await count({
      thinking: { type: 'adaptive' },
      tools: [tool],
      messages: [
        ...question.messages,
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 's' },
            { type: 'tool_use', id: 'a', name: 'get_weather', input: { city: 'Oslo' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'Sunny' }] },
      ],
    });
    expect(tokens).toBeGreaterThan(await count({ tools: [tool] }));
  });

  it('serves the beta endpoint as well', async () => {
    const beta = await sdk.beta.messages.countTokens({ ...question, betas: ['token-counting-2024-11-01'] });
    expect(beta.input_tokens).toBe(await count());
  });

  it('describes what is wrong with a request', async () => {
    const failure = await failureOf(count({ messages: [] }));
    expect(failure).toBeInstanceOf(Anthropic.BadRequestError);
    expect(failure).toMatchObject({ type: 'invalid_request_error', apiMessage: expect.stringMatching(/^messages: /) });
  });
});
