import { describe, expect, it } from '@jest/globals';
import { createProxyOptions, type ProxyOptions } from '../../../src/config/proxy-options.js';
import { validateEnvironment } from '../../../src/config/configuration.js';

const optionsOf = (source: Record<string, string>): ProxyOptions => createProxyOptions(validateEnvironment(source));

describe('createProxyOptions', () => {
  it('requires no variable', () => {
    expect(optionsOf({})).toStrictEqual({
      proxyKeys: [],
      baseUrl: new URL('https://api.openai.com/v1'),
      api: 'auto',
      upstreamHeaders: {},
      bigModel: 'gpt-4o',
      smallModel: 'gpt-4o-mini',
      modelMap: [],
      modelOverrides: [],
      upstreams: [],
      routes: [],
      host: '0.0.0.0',
      port: 8085,
      logLevel: 'info',
      readinessUpstream: false,
      requestTimeoutMs: 90_000,
      maxRetries: 0,
      pingIntervalMs: 15_000,
      bodyLimit: 33_554_432,
      workers: 1,
      shutdownDelayMs: 0,
      drainTimeoutMs: 30_000,
      apiDocs: false,
    });
  });

  it('accepts several proxy keys in fixed mode', () => {
    const options = optionsOf({ OPENAI_API_KEY: 'sk-up', CLAUDE_PROXY_AUTH_KEY: 'new, old,' });
    expect(options).toMatchObject({ upstreamKey: 'sk-up', proxyKeys: ['new', 'old'] });
  });

  it('has no proxy keys in passthrough mode', () => {
    const options = optionsOf({ CLAUDE_PROXY_AUTH_KEY: 'key' });
    expect(options.proxyKeys).toEqual([]);
    expect(options).not.toHaveProperty('upstreamKey');
  });

  it('parses the model map in its order', () => {
    expect(optionsOf({ CLAUDE_PROXY_MODEL_MAP: 'claude-opus-* = gpt-5, *=@BIG,' }).modelMap).toEqual([
      { pattern: 'claude-opus-*', target: 'gpt-5' },
      { pattern: '*', target: '@big' },
    ]);
  });

  it('parses the other optional variables', () => {
    const options = optionsOf({
      CLAUDE_PROXY_UPSTREAM_HEADERS: '{"X-Organization": "team"}',
      CLAUDE_PROXY_PROVIDER: 'standard',
      CLAUDE_PROXY_UPSTREAM_API: 'Responses',
      CLAUDE_PROXY_MAX_OUTPUT_TOKENS: '8192',
      CLAUDE_PROXY_SHUTDOWN_DELAY: '0.25',
      CLAUDE_PROXY_MAX_CONCURRENCY: '20',
      CLAUDE_PROXY_REQUESTS_PER_MINUTE: '60',
      CLAUDE_PROXY_REDIS_URL: 'redis://127.0.0.1:6379/1',
      CLAUDE_PROXY_WORKERS: '4',
    });
    expect(options).toMatchObject({
      upstreamHeaders: { 'x-organization': 'team' },
      provider: 'standard',
      api: 'responses',
      maxOutputTokens: 8192,
      shutdownDelayMs: 250,
      maxConcurrency: 20,
      requestsPerMinute: 60,
      redisUrl: new URL('redis://127.0.0.1:6379/1'),
      workers: 4,
    });
  });

  it('keeps the proxy keys if an upstream has a key, even if the default upstream has none', () => {
    const upstream = {
      name: 'west',
      baseUrl: new URL('https://west.example'),
      headers: {},
      extraBody: {},
      modelOverrides: [],
    };
    const routes = { modelOverrides: [], upstreams: [upstream], routes: [] };
    const options = createProxyOptions(validateEnvironment({ CLAUDE_PROXY_AUTH_KEY: 'key' }), routes);
    expect(options).toMatchObject({ ...routes, proxyKeys: ['key'] });
    expect(options).not.toHaveProperty('upstreamKey');
  });
});
