import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateInputTokens } from '../../src/conversion/shared/tokens/input-estimate.js';
import { version } from '../../src/version.js';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { readEvents } from '../support/sse.js';

/** What frames one message, in tokens. */
const FRAME = 7;

describe('the bundle, in a folder of its own', () => {
  let upstream: ScriptedUpstream;
  let folder: string;
  let proxy: SpawnedProxy;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-bundle-'));
    execFileSync(process.execPath, ['scripts/bundle.mjs', folder]);
    upstream = await ScriptedUpstream.start();
    proxy = SpawnedProxy.start(
      {
        CLAUDE_PROXY_HOST: '127.0.0.1',
        CLAUDE_PROXY_PORT: '0',
        CLAUDE_PROXY_LOG_LEVEL: 'debug',
        CLAUDE_PROXY_API_DOCS: 'true',
        // Modules that are loaded on demand; nothing listens at these addresses.
        CLAUDE_PROXY_REQUESTS_PER_MINUTE: '1000',
        CLAUDE_PROXY_REDIS_URL: 'redis://127.0.0.1:1',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
        OPENAI_API_KEY: 'sk-upstream',
        OPENAI_BASE_URL: upstream.baseUrl.href,
      },
      join(folder, 'dist/main.js'),
    );
    url = await proxy.listening();
  });

  afterAll(async () => {
    proxy.kill('SIGTERM');
    await proxy.exit;
    await upstream.close();
    rmSync(folder, { recursive: true });
  });

  it('serves responses, streamed and not streamed', async () => {
    upstream.script(json(completion({ content: 'Hi' })), stream(delta({ content: 'Hi' }), delta({}, 'stop')));
    const whole = await post(`${url}/v1/messages`, aRequest());
    expect(await whole.json()).toMatchObject({ type: 'message', content: [{ type: 'text', text: 'Hi' }] });
    const names: string[] = [];
    for await (const { event } of readEvents(await post(`${url}/v1/messages`, aRequest({ stream: true })))) {
      names.push(event);
    }
    expect(names.at(-1)).toBe('message_stop');
  });

  it('counts with the tokenizer, in its own thread', async () => {
    const text = 'Donaudampfschifffahrtsgesellschaftskapitän, '.repeat(50);
    const request = { model: 'claude-sonnet-5-5', messages: [{ role: 'user' as const, content: text }] };
    const count = async (): Promise<unknown> => (await post(`${url}/v1/messages/count_tokens`, request)).json();
    const counted = { input_tokens: countTokens(text) + FRAME };
    // A busy machine may take longer to load the tokenizer than the service waits for it.
    for (let tries = 0; tries < 5 && !isDeepStrictEqual(await count(), counted); tries += 1);
    expect(await count()).toEqual(counted);
    expect(countTokens(text) + FRAME).not.toBe(estimateInputTokens(request));
  });

  it.each(['/openapi.json', '/docs', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css', '/metrics'])(
    'brings what %s needs',
    async (path) => {
      const response = await fetch(`${url}${path}`);
      expect(response.status).toBe(200);
      expect(await response.text()).not.toBe('');
    },
  );

  it('serves from several processes, which count together', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const workers = SpawnedProxy.start(
      {
        CLAUDE_PROXY_HOST: '127.0.0.1',
        CLAUDE_PROXY_PORT: '0',
        CLAUDE_PROXY_WORKERS: '2',
        CLAUDE_PROXY_REQUESTS_PER_MINUTE: '1',
        OPENAI_API_KEY: 'sk-upstream',
        OPENAI_BASE_URL: upstream.baseUrl.href,
      },
      join(folder, 'dist/main.js'),
    );
    try {
      const address = await workers.listening();
      expect((await post(`${address}/v1/messages`, aRequest())).status).toBe(200);
      expect((await post(`${address}/v1/messages`, aRequest())).status).toBe(429);
      expect((await fetch(`${address}/metrics`)).status).toBe(200);
      workers.kill('SIGTERM');
      expect(await workers.exit).toEqual({ code: 0, signal: null });
    } finally {
      workers.kill('SIGKILL');
    }
  }, 120_000);

  it('knows its version', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ version });
  });

  it('calls its classes by their names', async () => {
    const line = await proxy.logged(({ message }) => String(message).startsWith('ClaudeProxyModule'));
    expect(line).toMatchObject({ context: 'InstanceLoader', message: 'ClaudeProxyModule dependencies initialized' });
  });

  it('brings the licences of the packages in it', () => {
    const text = readFileSync(join(folder, 'THIRD-PARTY-LICENSES'), 'utf8');
    expect(text).toMatch(/== @nestjs\/core .* \(MIT\)\n\n.*Permission is hereby granted/s);
    expect(text).toContain('== gpt-tokenizer ');
    expect(text).not.toContain('== typescript ');
  });
});
