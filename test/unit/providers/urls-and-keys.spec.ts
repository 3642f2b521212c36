import { describe, expect, it } from '@jest/globals';
import { azure } from '../../../src/providers/profiles/azure.js';
import { providerProfiles } from '../../../src/providers/registry.js';
import { openai } from '../../../src/providers/profiles/openai.js';
import { standard } from '../../../src/providers/profiles/standard.js';

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

  it.each(providerProfiles.filter(({ name }) => name !== 'azure').map((profile) => [profile.name, profile] as const))(
    'is a bearer token on %s, below the base URL as it is',
    (_name, profile) => {
      expect(profile.authorize('secret')).toEqual({ authorization: 'Bearer secret' });
      expect(profile.chatUrl(new URL('https://host.example/base/v1?tenant=a')).href).toBe(
        'https://host.example/base/v1/chat/completions?tenant=a',
      );
    },
  );
});
