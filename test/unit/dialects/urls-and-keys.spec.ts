import { describe, expect, it } from '@jest/globals';
import { azure } from '../../../src/dialects/azure.js';
import { dialects } from '../../../src/dialects/index.js';
import { openai } from '../../../src/dialects/openai.js';
import { standard } from '../../../src/dialects/standard.js';

describe('chatUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1/chat/completions'],
    ['http://gateway:8000', 'http://gateway:8000/chat/completions'],
    ['http://gateway/v1//?tenant=a', 'http://gateway/v1/chat/completions?tenant=a'],
  ])('appends the path to %s', (baseUrl, expected) => {
    expect(standard.chatUrl(new URL(baseUrl)).href).toBe(expected);
  });

  it('leaves the base URL as it is', () => {
    const baseUrl = new URL('https://api.openai.com/v1/');
    openai.chatUrl(baseUrl);
    expect(baseUrl.href).toBe('https://api.openai.com/v1/');
  });

  it.each([
    ['/openai/v1', '/openai/v1/chat/completions'],
    ['/openai/deployments/prod', '/openai/deployments/prod/chat/completions?api-version=2024-10-21'],
    ['/openai', '/openai/chat/completions?api-version=2024-10-21'],
    ['/models', '/models/chat/completions?api-version=2024-10-21'],
    ['/openai/deployments/prod/', '/openai/deployments/prod/chat/completions?api-version=2024-10-21'],
    [
      '/openai/deployments/prod?api-version=2025-04-01-preview',
      '/openai/deployments/prod/chat/completions?api-version=2025-04-01-preview',
    ],
  ])('knows when %s on Azure needs an api-version', (path, expected) => {
    expect(azure.chatUrl(new URL(`https://res.openai.azure.com${path}`)).href).toBe(
      `https://res.openai.azure.com${expected}`,
    );
  });
});

describe('authorize', () => {
  it('sends a bearer token, on Azure the api-key header', () => {
    expect(standard.authorize('secret')).toEqual({ authorization: 'Bearer secret' });
    expect(openai.authorize('secret')).toEqual({ authorization: 'Bearer secret' });
    expect(azure.authorize('secret')).toEqual({ 'api-key': 'secret' });
  });

  it('sends a token of Entra ID to Azure as a bearer token', () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJhenVyZSJ9.c2lnbmF0dXJl';
    expect(azure.authorize(token)).toEqual({ authorization: `Bearer ${token}` });
  });

  it.each(dialects.filter(({ name }) => name !== 'azure').map((dialect) => [dialect.name, dialect] as const))(
    'is a bearer token on %s, below the base URL as it is',
    (_name, dialect) => {
      expect(dialect.authorize('secret')).toEqual({ authorization: 'Bearer secret' });
      expect(dialect.chatUrl(new URL('https://host.example/base/v1?tenant=a')).href).toBe(
        'https://host.example/base/v1/chat/completions?tenant=a',
      );
    },
  );
});
