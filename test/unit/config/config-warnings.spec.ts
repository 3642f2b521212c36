import { describe, expect, it } from '@jest/globals';
import type { UpstreamOptions } from '../../../src/config/routes/upstream-entries.js';
import { findConfigWarnings } from '../../../src/config/config-warnings.js';
import { validateEnvironment } from '../../../src/config/configuration.js';

const warningsOf = (source: Record<string, string>): readonly string[] =>
  findConfigWarnings(validateEnvironment(source), source);

describe('findConfigWarnings', () => {
  it('finds nothing in passthrough mode or in fixed mode with a proxy key', () => {
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ OPENAI_API_KEY: 'sk-up', CLAUDE_PROXY_AUTH_KEY: 'key' })).toEqual([]);
  });

  it('warns about fixed mode without a proxy key', () => {
    expect(warningsOf({ OPENAI_API_KEY: 'sk-up' })).toEqual([
      expect.stringContaining('CLAUDE_PROXY_AUTH_KEY is not set'),
    ]);
  });

  it('warns about a proxy key that passthrough mode ignores', () => {
    expect(warningsOf({ CLAUDE_PROXY_AUTH_KEY: 'key' })).toEqual([
      expect.stringContaining('CLAUDE_PROXY_AUTH_KEY is ignored'),
    ]);
  });

  it('warns about a proxy key that is not secret', () => {
    const fixed = { OPENAI_API_KEY: 'sk-up' };
    expect(warningsOf({ ...fixed, CLAUDE_PROXY_AUTH_KEY: 'mine,sk-your-own-key' })).toEqual([
      expect.stringContaining('documentation'),
    ]);
    expect(warningsOf({ ...fixed, CLAUDE_PROXY_AUTH_KEY: 'mine,sk-up' })).toEqual([
      expect.stringContaining('OPENAI_API_KEY itself'),
    ]);
  });

  it('warns about disabled certificate validation', () => {
    const unchecked = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(warningsOf(unchecked)).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')]);
    expect(warningsOf({ ...unchecked, OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toEqual([]);
  });

  it('warns about a Redis server without a rate limit', () => {
    const redis = { CLAUDE_PROXY_REDIS_URL: 'redis://:s3cret@127.0.0.1' };
    const [warning, ...others] = warningsOf(redis);
    expect(warning).toContain('CLAUDE_PROXY_REDIS_URL is ignored');
    expect(warning).not.toContain('s3cret');
    expect(others).toEqual([]);
    expect(warningsOf({ ...redis, CLAUDE_PROXY_REQUESTS_PER_MINUTE: '60' })).toEqual([]);
  });

  it('names mistyped variables', () => {
    expect(warningsOf({ CLAUDE_PROXY_BIGMODEL: 'gpt-5' })).toEqual([
      'CLAUDE_PROXY_BIGMODEL is not a known variable and is ignored',
    ]);
  });

  it('warns about the old token limit', () => {
    expect(warningsOf({ CLAUDE_PROXY_MAX_TOKENS_LIMIT: '4096' })).toEqual([
      expect.stringContaining('MAX_OUTPUT_TOKENS'),
    ]);
  });

  it.each(['http://api.example.com/v1', 'http://8.8.8.8/v1', 'http://[2001:db8::1]/v1'])(
    'warns about unencrypted keys to %s',
    (url) => {
      expect(warningsOf({ OPENAI_BASE_URL: url })).toEqual([expect.stringContaining('unencrypted')]);
    },
  );

  it.each([
    'https://api.example.com/v1',
    'http://localhost:11434/v1',
    'http://127.0.0.1:8000/v1',
    'http://192.168.1.5/v1',
    'http://[::1]:8000/v1',
    'http://ollama:11434/v1',
    'http://vllm.models.svc.cluster.local/v1',
    'http://host.docker.internal:11434/v1',
  ])('does not warn about %s', (url) => {
    expect(warningsOf({ OPENAI_BASE_URL: url })).toEqual([]);
  });

  describe('of a routes file', () => {
    const upstream = (overrides: Partial<UpstreamOptions> = {}): UpstreamOptions => ({
      name: 'west',
      baseUrl: new URL('https://west.example/v1'),
      apiKey: 'sk-west',
      headers: {},
      extraBody: {},
      modelOverrides: [],
      ...overrides,
    });
    const warningsWith = (
      source: Record<string, string>,
      upstreams: readonly UpstreamOptions[] = [upstream()],
      pattern = '*',
    ): readonly string[] => {
      const routes = [{ pattern, targets: [{ upstream: 'west' }] as const }];
      return findConfigWarnings(validateEnvironment(source), source, { modelOverrides: [], upstreams, routes });
    };
    const guarded = { CLAUDE_PROXY_AUTH_KEY: 'key' };

    it('finds nothing if clients authenticate with a proxy key', () => {
      expect(warningsWith(guarded)).toEqual([]);
      expect(warningsWith({ ...guarded, OPENAI_API_KEY: 'sk-up' }, [upstream()], 'claude-*')).toEqual([]);
    });

    it('warns about keys that anyone can use', () => {
      expect(warningsWith({})).toEqual([
        'CLAUDE_PROXY_AUTH_KEY is not set: anyone who can connect to this proxy can use the keys of west',
      ]);
      const { apiKey: _, ...keyless } = upstream();
      expect(warningsWith({}, [keyless])).toEqual([]);
    });

    it('warns about a default upstream without a key', () => {
      expect(warningsWith(guarded, [upstream()], 'claude-*')).toEqual([
        expect.stringContaining('OPENAI_API_KEY is not set'),
      ]);
    });

    it.each([
      [{ name: 'east' }, /^upstreams\.east is not used by any route/],
      [{ baseUrl: new URL('http://api.example.com/v1') }, /^upstreams\.west\.baseUrl uses http/],
      [{ baseUrl: new URL('https://a.example.com/chat/completions') }, /^upstreams\.west\.baseUrl ends in/],
    ])('warns about an upstream with %j', (overrides, warning) => {
      expect(warningsWith(guarded, [upstream(), upstream(overrides)])).toEqual([expect.stringMatching(warning)]);
    });
  });
});
