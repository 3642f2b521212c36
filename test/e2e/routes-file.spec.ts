import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRoutesFile } from '../../src/config/routes/routes-file.js';
import { aRequest, post, startProxy, type RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { readEvents } from '../support/sse.js';

const image = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
};
const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } };
const hello = json(completion({ content: 'Hello' }));

describe('the routes file', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let folder: string;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-routes-'));
  });
  afterEach(() => proxy?.close());
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await upstream.close();
  });

  /** Starts the proxy with what the file says. */
  async function start(text: string): Promise<void> {
    const path = join(folder, 'routes.yaml');
    writeFileSync(path, text);
    const { content, problems } = readRoutesFile({ CLAUDE_PROXY_ROUTES_FILE: path });
    expect(problems).toEqual([]);
    proxy = await startProxy({ baseUrl: upstream.baseUrl, ...content });
  }
  const ask = (overrides: Record<string, unknown> = {}): Promise<Response> =>
    post(`${proxy.url}/v1/messages`, aRequest(overrides));
  const refusalOf = async (overrides: Record<string, unknown>): Promise<string> => {
    const response = await ask(overrides);
    expect(response.status).toBe(400);
    return ((await response.json()) as { error: { message: string } }).error.message;
  };
  const userSays = (...content: unknown[]): Record<string, unknown> => ({ messages: [{ role: 'user', content }] });

  it('is read when the service starts, and ends it with 78 when it is wrong', async () => {
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, 'models:\n  gpt-4o:\n    maxOutputTokens: many\n');
    const spawned = SpawnedProxy.start({ CLAUDE_PROXY_ROUTES_FILE: path, CLAUDE_PROXY_PORT: '80a' });
    expect((await spawned.exit).code).toBe(78);
    expect(spawned.log.map(({ message }) => message)).toEqual([
      'CLAUDE_PROXY_PORT must be a port number between 0 and 65535, got "80a"',
      'CLAUDE_PROXY_ROUTES_FILE: models.gpt-4o.maxOutputTokens must be a whole number above 0, got "many"',
    ]);
  });

  it('has an example that is right', () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, 'sk-openrouter');
    const path = join(folder, 'example.yaml');
    const text = readFileSync('routes.example.yaml', 'utf8');
    writeFileSync(path, text.replace('/run/secrets/openrouter-api-key', keyFile));
    const { content, problems } = readRoutesFile({ CLAUDE_PROXY_ROUTES_FILE: path, AZURE_OPENAI_API_KEY: 'sk-azure' });
    expect(problems).toEqual([]);
    expect(content.upstreams.map(({ name, apiKey }) => [name, apiKey])).toEqual([
      ['azure', 'sk-azure'],
      ['openrouter', 'sk-openrouter'],
      ['gpu', undefined],
    ]);
    expect(content.routes.map(({ targets }) => targets.length)).toEqual([3, 2]);
    expect(content.modelOverrides.length).toBeGreaterThan(0);
    expect(text).toContain('CLAUDE_PROXY_ROUTES_FILE');
  });

  it('limits the output of the models that it names; the first match wins', async () => {
    await start('models:\n  gpt-4o:\n    maxOutputTokens: 16384\n  "*":\n    maxOutputTokens: 512\n');
    upstream.script(hello);
    await ask({ max_tokens: 128_000 });
    await ask({ max_tokens: 128_000, model: 'claude-haiku-5-5' });
    expect(upstream.requests.map(({ body }) => body['max_tokens'])).toEqual([16_384, 512]);
  });

  it('tells the efforts of a model whose name does not', async () => {
    await start('models:\n  gpt-4o:\n    efforts: [high, low]\n');
    upstream.script(hello);
    await ask({ output_config: { effort: 'max' } });
    expect(upstream.lastRequest.body['reasoning_effort']).toBe('high');
  });

  it('names the window of a model in place of an upstream that does not', async () => {
    await start('models:\n  gpt-4o:\n    contextWindow: 8192\n');
    upstream.script(json({ error: { message: 'input is too long' } }, 400));
    expect(await refusalOf({})).toBe('prompt is too long: 8193 tokens > 8192 maximum');
  });

  it('sends system turns to the configured route', async () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'cwd: /repo' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Go on' },
    ];
    await start('models:\n  gpt-4o:\n    systemTurns: merge\n  gpt-4o-mini:\n    systemTurns: reject\n');
    upstream.script(hello);
    await ask({ messages });
    expect(upstream.lastRequest.body['messages']).toEqual([
      { role: 'system', content: 'cwd: /repo' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Go on' },
    ]);
    expect(await refusalOf({ messages, model: 'claude-haiku-5-5' })).toMatch(
      /^messages\.1: .*\(capability_rejected: mid_conv_system\)$/,
    );
  });

  it.each([
    ['images: false', 'image_block', image],
    ['documents: false', 'document_block', pdf],
  ])('%s refuses with the mark %s, one for a request', async (setting, mark, block) => {
    await start(`models:\n  gpt-4o:\n    ${setting}\n`);
    upstream.script(hello);
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: [block] };
    for (const content of [block, result]) {
      const text = await refusalOf(userSays(content, block));
      expect(text.match(/capability_rejected/g)).toHaveLength(1);
      expect(text.endsWith(`(capability_rejected: ${mark})`)).toBe(true);
    }
    expect(upstream.requests).toHaveLength(0);
    expect((await ask(userSays(block === image ? pdf : image))).status).toBe(200);
  });

  describe('with scaleUsage', () => {
    const scaled = 'models:\n  gpt-4o:\n    contextWindow: 100000\n    scaleUsage: true\n';
    const counts = { prompt_tokens: 50_000, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 20_000 } };

    it('tells of input tokens in shares of the window that clients believe in', async () => {
      await start(scaled);
      upstream.script(json({ ...(completion({ content: 'Hello' }) as object), usage: counts }));
      expect(await (await ask()).json()).toMatchObject({
        usage: { input_tokens: 60_000, cache_read_input_tokens: 40_000, output_tokens: 7 },
      });
    });

    it('does so in a stream', async () => {
      await start(scaled);
      upstream.script(stream(delta({ content: 'Hello' }), delta({}, 'stop'), usage(50_000, 7)));
      const usages: unknown[] = [];
      for await (const { data } of readEvents(await ask({ stream: true }))) {
        const { message, usage: own } = data as { message?: { usage: unknown }; usage?: unknown };
        usages.push(message?.usage ?? own);
      }
      expect(usages.filter(Boolean)).toMatchObject([{}, { input_tokens: 100_000, output_tokens: 7 }]);
    });

    it('does so in count_tokens, and for no other model', async () => {
      await start(scaled);
      const count = async (model: string): Promise<number> => {
        const { messages } = aRequest({ messages: [{ role: 'user', content: 'word '.repeat(2000) }] });
        const response = await post(`${proxy.url}/v1/messages/count_tokens`, { model, messages });
        return ((await response.json()) as { input_tokens: number }).input_tokens;
      };
      expect(await count('claude-sonnet-5-5')).toBe(2 * (await count('claude-haiku-5-5')));
    });

    it('words an overflow in the same unit', async () => {
      await start(scaled);
      upstream.script(
        json(
          {
            error: {
              message:
                "This model's maximum context length is 100000 tokens. However, your messages resulted in 110000 tokens.",
            },
          },
          400,
        ),
      );
      expect(await refusalOf({})).toBe('prompt is too long: 220000 tokens > 200000 maximum');
    });
  });
});
