import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../../src/config/config-error.js';
import { validateEnvironment } from '../../../src/config/configuration.js';

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    validateEnvironment(source);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('validateEnvironment', () => {
  it('parses numbers, and choices in any case', () => {
    const environment = validateEnvironment({
      CLAUDE_PROXY_PORT: '9000',
      CLAUDE_PROXY_REQUEST_TIMEOUT: '0.5',
      CLAUDE_PROXY_LOG_LEVEL: 'WARNING',
      CLAUDE_PROXY_PROVIDER: 'Azure',
    });
    expect(environment).toMatchObject({
      CLAUDE_PROXY_PORT: 9000,
      CLAUDE_PROXY_REQUEST_TIMEOUT: 0.5,
      CLAUDE_PROXY_LOG_LEVEL: 'warning',
      CLAUDE_PROXY_PROVIDER: 'azure',
    });
  });

  it('treats an empty variable as not set, and trims values', () => {
    const environment = validateEnvironment({
      OPENAI_API_KEY: ' ',
      CLAUDE_PROXY_PORT: '',
      CLAUDE_PROXY_AUTH_KEY: 'key\n',
    });
    expect(environment).toMatchObject({ CLAUDE_PROXY_PORT: 8085, CLAUDE_PROXY_AUTH_KEY: 'key' });
    expect(environment.OPENAI_API_KEY).toBeUndefined();
  });

  it('ignores variables of other programs', () => {
    expect(validateEnvironment({ PATH: '/bin', CLAUDE_PROXY_PORT_8085_TCP: 'tcp://10.0.0.1:8085' })).not.toHaveProperty(
      'PATH',
    );
  });

  it('ignores the variables that Kubernetes adds for a Service named claude-proxy', () => {
    expect(validateEnvironment({ CLAUDE_PROXY_PORT: 'tcp://10.43.0.7:8085' }).CLAUDE_PROXY_PORT).toBe(8085);
  });

  it('reports all problems at once, by name', () => {
    expect(
      problemsOf({ CLAUDE_PROXY_PORT: '80a', CLAUDE_PROXY_LOG_LEVEL: 'loud', OPENAI_BASE_URL: 'api.openai.com/v1' }),
    ).toEqual([
      'OPENAI_BASE_URL must be an http:// or https:// URL without a user name, password or fragment, got "api.openai.com/v1"',
      'CLAUDE_PROXY_PORT must be a port number between 0 and 65535, got "80a"',
      'CLAUDE_PROXY_LOG_LEVEL must be one of debug, info, warning, error, critical, got "loud"',
    ]);
  });

  it.each([
    ['CLAUDE_PROXY_PORT', '65536'],
    ['CLAUDE_PROXY_PORT', '-1'],
    ['CLAUDE_PROXY_PORT', '80.5'],
    ['CLAUDE_PROXY_PORT', '0x1F'],
    ['CLAUDE_PROXY_PORT', '1e3'],
    ['CLAUDE_PROXY_HOST', '0.0.0.0:8085'],
    ['CLAUDE_PROXY_HOST', 'http://localhost'],
    ['CLAUDE_PROXY_REQUEST_TIMEOUT', '0'],
    ['CLAUDE_PROXY_REQUEST_TIMEOUT', '90s'],
    ['CLAUDE_PROXY_REQUEST_TIMEOUT', 'Infinity'],
    ['CLAUDE_PROXY_REQUEST_TIMEOUT', '9999999'],
    ['CLAUDE_PROXY_PING_INTERVAL', '0'],
    ['CLAUDE_PROXY_DRAIN_TIMEOUT', '-1'],
    ['CLAUDE_PROXY_BODY_LIMIT', '32MiB'],
    ['CLAUDE_PROXY_MAX_OUTPUT_TOKENS', '0'],
    ['CLAUDE_PROXY_MAX_CONCURRENCY', '0'],
    ['CLAUDE_PROXY_REQUESTS_PER_MINUTE', '1.5'],
    ['CLAUDE_PROXY_REQUESTS_PER_MINUTE', '60001'],
    ['CLAUDE_PROXY_WORKERS', '0'],
    ['CLAUDE_PROXY_WORKERS', '257'],
    ['CLAUDE_PROXY_PROVIDER', 'acme'],
    ['CLAUDE_PROXY_UPSTREAM_API', 'chat-completions'],
    ['CLAUDE_PROXY_MODEL_MAP', 'claude-opus'],
    ['CLAUDE_PROXY_MODEL_MAP', 'a=@huge'],
    ['CLAUDE_PROXY_MODEL_MAP', 'a='],
    ['CLAUDE_PROXY_MODEL_MAP', ','],
    ['OPENAI_BASE_URL', 'ftp://example.com'],
  ])('refuses %s=%s', (name, text) => {
    const [problem, ...others] = problemsOf({ [name]: text });
    expect(problem).toContain(`${name} must be `);
    expect(problem).toContain(`, got "${text}"`);
    expect(others).toEqual([]);
  });

  it.each([
    ['OPENAI_API_KEY', 'Bearer sk-s3cret'],
    ['OPENAI_API_KEY', 'sk-s3cret\r\nx-evil: 1'],
    ['OPENAI_API_KEY', 'sk-s3crét'],
    ['CLAUDE_PROXY_AUTH_KEY', 'one,two s3cret'],
    ['CLAUDE_PROXY_AUTH_KEY', ','],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', 's3cret'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '["s3cret"]'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', 'null'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '{"x-key": 5}'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '{"x key": "s3cret"}'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '{"x-key": "s3cret\\n"}'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '{"Content-Length": "5"}'],
    ['OPENAI_BASE_URL', 'https://user:s3cret@example.com/v1'],
    ['CLAUDE_PROXY_REDIS_URL', 'http://:s3cret@example.com'],
    ['CLAUDE_PROXY_REDIS_URL', 's3cret'],
    ['OPENAI_BASE_URL', 'example.com/v1?key=s3cret'],
  ])('refuses %s=%s without showing it', (name, text) => {
    const problems = problemsOf({ [name]: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} must be `);
    expect(problems[0]).not.toContain('s3cret');
    expect(problems[0]).not.toContain('got');
  });

  describe('with key files', () => {
    let folder: string;
    const inFolder = (name: string): string => join(folder, name);

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'claude-proxy-keys-'));
      writeFileSync(inFolder('key'), 'sk-from-file\n');
      writeFileSync(inFolder('keys'), 'first\nsecond\n');
      writeFileSync(inFolder('empty'), '\n');
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads the keys', () => {
      const environment = validateEnvironment({
        OPENAI_API_KEY_FILE: inFolder('key'),
        CLAUDE_PROXY_AUTH_KEY_FILE: inFolder('keys'),
      });
      expect(environment.OPENAI_API_KEY).toBe('sk-from-file');
      expect(environment.CLAUDE_PROXY_AUTH_KEY).toBe('first\nsecond');
    });

    it('names the files that are missing or empty, in addition to all other problems', () => {
      const problems = problemsOf({
        OPENAI_API_KEY_FILE: inFolder('missing'),
        CLAUDE_PROXY_AUTH_KEY_FILE: inFolder('empty'),
        CLAUDE_PROXY_PORT: 'x',
      });
      expect(problems).toEqual([
        expect.stringContaining('OPENAI_API_KEY_FILE must be the path of a readable file: Error: ENOENT'),
        `CLAUDE_PROXY_AUTH_KEY_FILE must be the path of a file that contains a key: '${inFolder('empty')}' is empty`,
        expect.stringContaining('CLAUDE_PROXY_PORT'),
      ]);
    });

    it('rejects a key together with a key file', () => {
      const problems = problemsOf({ OPENAI_API_KEY: 'sk-a', OPENAI_API_KEY_FILE: inFolder('key') });
      expect(problems).toEqual(['Set either OPENAI_API_KEY or OPENAI_API_KEY_FILE, not both']);
    });
  });
});
