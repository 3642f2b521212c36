import { describe, expect, it } from '@jest/globals';
import { describeSettings, type Setting } from '../../../src/config/effective-settings.js';
import { validateEnvironment } from '../../../src/config/configuration.js';

type Texts = Record<string, string>;

const settingsOf = (environment: Texts, dotenv: Texts = {}): Record<string, Setting> => {
  const settings = describeSettings(validateEnvironment({ ...dotenv, ...environment }), { environment, dotenv });
  return Object.fromEntries(settings.map((setting) => [setting.name, setting]));
};

describe('describeSettings', () => {
  it('describes the origin of each value', () => {
    const settings = settingsOf(
      { CLAUDE_PROXY_PORT: '9000', HTTPS_PROXY: 'http://proxy:3128' },
      { CLAUDE_PROXY_PORT: '1', CLAUDE_PROXY_BIG_MODEL: 'big' },
    );
    expect(settings).toMatchObject({
      CLAUDE_PROXY_PORT: { value: '9000', origin: 'environment' },
      CLAUDE_PROXY_BIG_MODEL: { value: 'big', origin: '.env' },
      CLAUDE_PROXY_SMALL_MODEL: { value: 'gpt-4o-mini', origin: 'default' },
      HTTPS_PROXY: { value: 'http://proxy:3128/', origin: 'environment' },
    });
    expect(settings.OPENAI_API_KEY).toEqual({ name: 'OPENAI_API_KEY' });
  });

  it('shows effective values instead of the input', () => {
    expect(
      settingsOf({ CLAUDE_PROXY_LOG_LEVEL: 'DEBUG', CLAUDE_PROXY_PORT: '' }, { CLAUDE_PROXY_PORT: '1' }),
    ).toMatchObject({
      CLAUDE_PROXY_LOG_LEVEL: { value: 'debug' },
      // An empty variable of the environment hides that of .env.
      CLAUDE_PROXY_PORT: { value: '8085', origin: 'default' },
    });
  });

  it('does not read the variables of the HTTP client from .env, like the client itself', () => {
    expect(settingsOf({}, { HTTPS_PROXY: 'http://proxy:3128' }).HTTPS_PROXY).toEqual({ name: 'HTTPS_PROXY' });
  });

  it.each([
    ['OPENAI_API_KEY', 's3cret', '***'],
    ['CLAUDE_PROXY_AUTH_KEY', 's3cret', '***'],
    ['CLAUDE_PROXY_UPSTREAM_HEADERS', '{"x-key":"s3cret"}', '***'],
    ['OPENAI_BASE_URL', 'https://host/v1?key=s3cret&api-version=2024-10-21', 'https://host/v1'],
    ['CLAUDE_PROXY_REDIS_URL', 'redis://me:s3cret@redis:6379/1', 'redis://redis:6379/1'],
    ['HTTPS_PROXY', 'http://me:s3cret@proxy:3128', 'http://proxy:3128/'],
    ['HTTPS_PROXY', 'me:s3cret@proxy:3128', '***'],
  ])('masks %s=%s', (name, text, shown) => {
    expect(settingsOf({ [name]: text })[name]).toMatchObject({ value: shown });
  });
});
