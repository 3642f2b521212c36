import { describe, expect, it } from '@jest/globals';
import { toWarnings } from '../../../src/config/to-warnings.js';
import { validateEnvironment } from '../../../src/config/validate-environment.js';

const warningsOf = (source: Record<string, string>): readonly string[] => toWarnings(validateEnvironment(source));

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
