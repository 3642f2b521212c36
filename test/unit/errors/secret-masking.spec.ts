import { describe, expect, it } from '@jest/globals';
import { maskSecrets, sanitizeMessage } from '../../../src/errors/secret-masking.js';

describe('maskSecrets', () => {
  it.each([
    ['Incorrect API key provided: sk-proj-abc123def456.', 'Incorrect API key provided: [masked]'],
    ['Your api key: ****1234 is invalid', 'Your api key: [masked] is invalid'],
    ['key sk-ant-api03-AAAA1111BBBB is bad', 'key [masked] is bad'],
    ['gsk_abcdefgh12345678 expired', '[masked] expired'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [masked]'],
    ['{"api_key": "0123456789abcdef"}', '{"api_key": "[masked]"}'],
    ['AIzaSyA-1234567890_abcdefghijk', '[masked]'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'token [masked]'],
    ['0123456789abcdef0123456789ABCDEF', '[masked]'],
    [`${'aB3'.repeat(28)} refused`, '[masked] refused'],
    ['connect ECONNREFUSED 10.0.0.7:8000', 'connect ECONNREFUSED [host]'],
    ['see https://api.example.com/v1/keys?x=1 for more', 'see [url] for more'],
    ['bad image data:image/png;base64,iVBORw0KGgo= at 0', 'bad image [data] at 0'],
  ])('masks %s', (text, masked) => {
    expect(maskSecrets(text, [])).toBe(masked);
  });

  it.each([
    'Invalid API key: please check your settings',
    'Bearer authentication is required',
    'task-1234567890 failed at gpt-4.1-mini-2025-04-14',
    'Include the request id req_0123456789abcdef0123456789abcdef',
    'tools.0.name: mcp__a_long_server_name__with_a_long_tool_name_of_60_characters',
  ])('does not change %s', (text) => {
    expect(maskSecrets(text, [])).toBe(text);
  });

  it('masks confidential strings unless they are very short', () => {
    expect(maskSecrets('plain-words at host.internal in a', ['plain-words', 'host.internal', 'a', ''])).toBe(
      '[masked] at [masked] in a',
    );
  });
});

describe('sanitizeMessage', () => {
  it('does not truncate a short message', () => {
    expect(sanitizeMessage('das Modell fehlt: größer', [])).toBe('das Modell fehlt: größer');
  });

  it.each(['word ', '長い', '🙂x'])('truncates at 2 kB and never inside a character: %s', (text) => {
    const message = sanitizeMessage(text.repeat(3000), []);

    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(message)).toBeGreaterThan(2040);
    expect(message).toMatch(/[^\uFFFD]…$/u);
  });
});
