import { describe, expect, it } from '@jest/globals';
import { toWarnings } from '../../../src/config/to-warnings.js';
import { validateEnvironment } from '../../../src/config/validate-environment.js';

const warningsOf = (source: Record<string, string>): readonly string[] =>
  toWarnings(validateEnvironment(source), source);

describe('toWarnings', () => {
  it('has nothing to say about passthrough mode or a guarded fixed mode', () => {
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ OPENAI_API_KEY: 'sk-up', CLAUDE_PROXY_AUTH_KEY: 'key' })).toEqual([]);
  });

  it('warns of a fixed mode that is open to all', () => {
    expect(warningsOf({ OPENAI_API_KEY: 'sk-up' })).toEqual([
      expect.stringContaining('CLAUDE_PROXY_AUTH_KEY is not set'),
    ]);
  });

  it('warns of an authentication key that passthrough mode ignores', () => {
    expect(warningsOf({ CLAUDE_PROXY_AUTH_KEY: 'key' })).toEqual([
      expect.stringContaining('CLAUDE_PROXY_AUTH_KEY is ignored'),
    ]);
  });

  it('warns of a proxy key that is no secret', () => {
    const fixed = { OPENAI_API_KEY: 'sk-up' };
    expect(warningsOf({ ...fixed, CLAUDE_PROXY_AUTH_KEY: 'mine,sk-your-own-key' })).toEqual([
      expect.stringContaining('documentation'),
    ]);
    expect(warningsOf({ ...fixed, CLAUDE_PROXY_AUTH_KEY: 'mine,sk-up' })).toEqual([
      expect.stringContaining('OPENAI_API_KEY itself'),
    ]);
  });

  it.each(['https://api.example.com/v1/chat/completions', 'https://api.example.com/v1/chat/completions/'])(
    'warns of a path that will be there twice: %s',
    (url) => {
      expect(warningsOf({ OPENAI_BASE_URL: url })).toEqual([expect.stringContaining('once more')]);
    },
  );

  it('warns of certificates that nobody checks', () => {
    const unchecked = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(warningsOf(unchecked)).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')]);
    expect(warningsOf({ ...unchecked, OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toEqual([]);
  });

  it('names mistyped variables', () => {
    expect(warningsOf({ CLAUDE_PROXY_BIGMODEL: 'gpt-5' })).toEqual(['CLAUDE_PROXY_BIGMODEL is not known, and ignored']);
  });

  it('warns of the token limit that is no longer one', () => {
    expect(warningsOf({ CLAUDE_PROXY_MAX_TOKENS_LIMIT: '4096' })).toEqual([
      expect.stringContaining('MAX_OUTPUT_TOKENS'),
    ]);
  });

  it.each(['http://api.example.com/v1', 'http://8.8.8.8/v1', 'http://[2001:db8::1]/v1'])(
    'warns of keys in clear text to %s',
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
  ])('does not warn of %s', (url) => {
    expect(warningsOf({ OPENAI_BASE_URL: url })).toEqual([]);
  });
});
