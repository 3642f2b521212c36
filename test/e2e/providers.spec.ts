import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderName } from '../../src/providers/registry.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';

describe('a provider chosen by its name', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  const start = async (provider: ProviderName, requestTimeoutMs = 600_000): Promise<void> => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, provider, bigModel: 'qwen3-max', requestTimeoutMs });
  };
  const send = (changes: Record<string, unknown> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(changes));

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });

  afterAll(() => upstream.close());

  describe('that only streams responses', () => {
    beforeAll(() => start('dashscope'));
    afterAll(() => proxy.close());

    it('receives a request for a stream, which becomes one Message', async () => {
      upstream.script(
        stream(
          delta({ content: null, reasoning_content: 'Greet.' }),
          delta({ content: 'Hel' }),
          delta({ content: 'lo!' }, 'stop'),
          usage(20, 9),
        ),
      );
      const response = await send();
      expect(upstream.lastRequest.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toMatchObject({
        type: 'message',
        content: [
          { type: 'thinking', thinking: 'Greet.' },
          { type: 'text', text: 'Hello!' },
        ],
        stop_reason: 'end_turn',
        usage: { input_tokens: 20, output_tokens: 9 },
      });
    });

    it('passes on an error inside the stream as a status', async () => {
      upstream.script(
        stream(delta({ content: 'Hel' }), {
          error: { code: 'rate_limit_exceeded', message: 'Slow down', status: 429 },
        }),
      );
      const response = await send();
      expect(response.status).toBe(429);
      expect(await response.json()).toMatchObject({ error: { type: 'rate_limit_error', message: 'Slow down' } });
    });

    it('does not treat a stream that was cut off as a response', async () => {
      upstream.script((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n');
      });
      expect((await send()).status).toBe(502);
    });

    it('has to be ready within the timeout, however lively its stream', async () => {
      await proxy.close();
      await start('dashscope', 1_000);
      upstream.script((response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const timer = setInterval(() => response.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n'), 100);
        response.on('close', () => clearInterval(timer));
      });
      const response = await send();
      expect(response.status).toBe(504);
      await upstream.lastRequest.aborted;
      await proxy.close();
      await start('dashscope');
    });

    it('receives no request for a stream if that is unnecessary', async () => {
      upstream.script(json(completion({ content: 'Hi' })));
      expect(await (await send({ thinking: { type: 'disabled' } })).json()).toMatchObject({
        content: [{ text: 'Hi' }],
      });
      expect(upstream.lastRequest.body).toMatchObject({ enable_thinking: false });
      expect(upstream.lastRequest.body).not.toHaveProperty('stream');
    });
  });

  it('names the fields that it does not receive', async () => {
    await start('cerebras');
    upstream.script(json(completion({ content: 'Hi' })));
    const tools = [{ name: 'Bash', input_schema: { type: 'object' } }];
    const response = await send({ tools, tool_choice: { type: 'any', disable_parallel_tool_use: true }, top_k: 5 });
    await proxy.close();
    expect(response.headers.get('x-proxy-dropped')?.split(', ')).toEqual(
      expect.arrayContaining(['tool_choice', 'tool_choice.disable_parallel_tool_use', 'top_k']),
    );
  });

  it('refuses what it cannot take before the upstream is asked, with the marker for Claude Code', async () => {
    await start('ollama');
    const source = { type: 'url', url: 'https://a.example/b.png' };
    const response = await send({ messages: [{ role: 'user', content: [{ type: 'image', source }] }] });
    await proxy.close();
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('(capability_rejected: image_block)');
  });
});
