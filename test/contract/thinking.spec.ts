import type Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hello, sdkFor } from '../support/anthropic-sdk.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';
import type { Answer } from '../support/scripted-upstream.js';

const whole = json(completion({ reasoning_content: 'Let me think.', content: 'Four.' }));
const streamed = stream(
  delta({ role: 'assistant', reasoning_content: 'Let me' }),
  delta({ reasoning_content: ' think.' }),
  delta({ content: 'Four.' }, 'stop'),
  usage(12, 5),
);

describe('thinking', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let sdk: Anthropic;

  const ask = (isStream: boolean, thinking?: Anthropic.ThinkingConfigParam): Promise<Anthropic.Message> => {
    const request = { ...hello, ...(thinking && { thinking }) };
    return isStream ? sdk.messages.stream(request).finalMessage() : sdk.messages.create(request);
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl });
    sdk = sdkFor(proxy.url);
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  describe.each<[string, boolean, Answer]>([
    ['a message', false, whole],
    ['a stream', true, streamed],
  ])('in %s', (_, isStream, answer) => {
    it.each<Anthropic.ThinkingConfigParam | undefined>([
      undefined,
      { type: 'enabled', budget_tokens: 2048 },
      { type: 'adaptive' },
      { type: 'adaptive', display: 'summarized' },
    ])('comes as a signed block before the text, asked for by %j', async (thinking) => {
      upstream.script(answer);
      const { content } = await ask(isStream, thinking);
      expect(content).toMatchObject([
        { type: 'thinking', thinking: 'Let me think.', signature: expect.stringMatching(/./) },
        { type: 'text', text: 'Four.' },
      ]);
    });

    it('is left out when the client disables it', async () => {
      upstream.script(answer);
      const { content } = await ask(isStream, { type: 'disabled' });
      expect(content).toMatchObject([{ type: 'text', text: 'Four.' }]);
    });

    it('keeps its block, without the text, when the client requests display omitted', async () => {
      upstream.script(answer);
      const { content } = await ask(isStream, { type: 'adaptive', display: 'omitted' });
      expect(content).toMatchObject([
        { type: 'thinking', thinking: '', signature: expect.stringMatching(/./) },
        { type: 'text', text: 'Four.' },
      ]);
    });

    it('is accepted again in the next turn', async () => {
      upstream.script(answer);
      const { content } = await ask(isStream, { type: 'adaptive' });
      const foreign: Anthropic.ContentBlockParam[] = [
        { type: 'thinking', thinking: 'Elsewhere.', signature: 'of-another-provider' },
        { type: 'redacted_thinking', data: 'opaque' },
      ];
      const messages: Anthropic.MessageParam[] = [
        ...hello.messages,
        { role: 'assistant', content: [...foreign, ...content] },
        { role: 'user', content: 'Sure?' },
      ];
      upstream.script(answer);
      const request = { ...hello, messages, thinking: { type: 'adaptive' } } as const;
      await (isStream ? sdk.messages.stream(request).finalMessage() : sdk.messages.create(request));
      expect(upstream.lastRequest.body.messages).toEqual([
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Four.' },
        { role: 'user', content: 'Sure?' },
      ]);
    });
  });

  it('is shown to a listener piece by piece', async () => {
    upstream.script(streamed);
    const pieces: string[] = [];
    const signatures: string[] = [];
    await sdk.messages
      .stream(hello)
      .on('thinking', (piece) => pieces.push(piece))
      .on('signature', (signature) => signatures.push(signature))
      .done();
    expect(pieces).toEqual(['Let me', ' think.']);
    expect(signatures).toHaveLength(1);
  });

  it('is requested as an effort if the model supports efforts', async () => {
    upstream.script(whole);
    await sdk.messages.create({ ...hello, model: 'o4-mini', output_config: { effort: 'low' } });
    expect(upstream.lastRequest.body).toEqual({
      model: 'o4-mini',
      max_completion_tokens: 100,
      reasoning_effort: 'low',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    await sdk.messages.create({ ...hello, output_config: { effort: 'low' } });
    expect(upstream.lastRequest.body).not.toHaveProperty('reasoning_effort');
  });
});
