import { describe, expect, it } from '@jest/globals';
import {
  addClientQuery,
  buildNativeHeaders,
  convertNativeResponseHeaders,
} from '../../../../src/conversion/messages/native-headers.js';
import { messagesApi } from '../../../../src/conversion/messages/messages.api.js';
import { resolveProviderProfile } from '../../../../src/providers/registry.js';
import type { ProviderName } from '../../../../src/providers/registry.js';
import { anthropic } from '../../../../src/providers/profiles/messages.js';

const features = anthropic.messagesFeatures;
const FROM_CLIENT = {
  accept: 'application/json',
  'anthropic-version': '2026-10-21',
  'anthropic-beta': 'context-1m-2025-08-07, effort-2025-11-24',
  'anthropic-workspace-id': 'wrkspc_1',
  'anthropic-user-profile-id': 'prof_1',
  authorization: 'Bearer sk-client',
  'x-api-key': 'sk-client',
  cookie: 'a=b',
  host: 'proxy.example',
  'user-agent': 'claude-cli/2',
  'x-app': 'cli',
  'x-stainless-lang': 'js',
  'x-claude-code-session-id': 's',
  'x-forwarded-for': '10.0.0.1',
  connection: 'keep-alive, x-hop',
  'x-hop': '1',
  te: 'trailers',
  'proxy-authorization': 'Basic x',
};

describe('the headers of a request to a Messages upstream', () => {
  it('are these of the client and no others', () => {
    expect(buildNativeHeaders(FROM_CLIENT, features, false)).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'context-1m-2025-08-07,effort-2025-11-24',
    });
  });

  it('include the workspace and the user with the key of the caller', () => {
    expect(buildNativeHeaders(FROM_CLIENT, features, true)).toMatchObject({
      'anthropic-workspace-id': 'wrkspc_1',
      'anthropic-user-profile-id': 'prof_1',
    });
  });

  it('have a version even if the client sends none', () => {
    expect(buildNativeHeaders({}, features, false)).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'anthropic-version': '2023-06-01',
    });
  });

  it('lack betas that the upstream rejects', () => {
    const rejecting = { ...features, rejectedBetas: ['effort-2025-11-24'] };
    expect(buildNativeHeaders(FROM_CLIENT, rejecting, false)['anthropic-beta']).toBe('context-1m-2025-08-07');
  });

  it.each<[string, ProviderName | undefined, Record<string, string>]>([
    ['https://api.anthropic.com', undefined, { 'x-api-key': 'key' }],
    ['https://api.deepseek.com/anthropic', undefined, { 'x-api-key': 'key' }],
    ['https://api.z.ai/api/anthropic', undefined, { 'x-api-key': 'key' }],
    ['https://r.services.ai.azure.com/anthropic', undefined, { 'x-api-key': 'key' }],
    ['https://api.minimax.io/anthropic', undefined, { authorization: 'Bearer key' }],
    ['https://api.moonshot.ai/anthropic', undefined, { authorization: 'Bearer key' }],
    ['https://openrouter.ai/api', undefined, { authorization: 'Bearer key' }],
    ['http://127.0.0.1:11434', 'ollama', { authorization: 'Bearer key' }],
    ['http://127.0.0.1:8000', 'vllm', { authorization: 'Bearer key' }],
    ['https://gateway.example/anthropic', undefined, { authorization: 'Bearer key', 'x-api-key': 'key' }],
  ])('carry the key as %s expects it', (baseUrl, provider, expected) => {
    expect(messagesApi.authorize('key', resolveProviderProfile(new URL(baseUrl), provider))).toEqual(expected);
  });

  it('carry a web token as a bearer token', () => {
    const token = 'eyJhbGciOi.eyJzdWIi.c2ln';
    expect(messagesApi.authorize(token, anthropic)).toEqual({ authorization: `Bearer ${token}` });
  });
});

describe('the URL of a Messages upstream', () => {
  it.each([
    ['https://api.anthropic.com', 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1', 'https://api.anthropic.com/v1/messages'],
    ['https://api.z.ai/api/anthropic/', 'https://api.z.ai/api/anthropic/v1/messages'],
    ['https://a.example/v1/messages?x=1', 'https://a.example/v1/messages?x=1'],
    ['https://a.example/anthropic?x=1', 'https://a.example/anthropic/v1/messages?x=1'],
  ])('of %s is %s', (baseUrl, expected) => {
    expect(messagesApi.url(new URL(baseUrl), anthropic).href).toBe(expected);
  });

  it('has of the client’s query only beta=true', () => {
    const url = new URL('https://a.example/v1/messages?x=1');
    expect(addClientQuery(url, 'beta=true&key=secret').href).toBe('https://a.example/v1/messages?x=1&beta=true');
    expect(addClientQuery(url, 'abeta=true')).toBe(url);
  });
});

describe('the headers of a response of a Messages upstream', () => {
  it('reach the client if they are known', () => {
    const passed = {
      'retry-after': '3',
      'retry-after-ms': '2500',
      'x-should-retry': 'true',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
    };
    const dropped = {
      'anthropic-organization-id': 'org',
      'anthropic-workspace-id': 'w',
      'anthropic-ratelimit-unified-status': 'allowed',
      'set-cookie': ['a=b'],
      server: 'cloudflare',
      via: '1.1 x',
      'cf-ray': '1',
      'x-envoy-upstream-service-time': '1',
      'alt-svc': 'h3',
      'strict-transport-security': 'max-age=1',
      connection: 'close',
    };
    expect(convertNativeResponseHeaders({ ...passed, ...dropped, 'request-id': 'req_up' })).toEqual({
      ...passed,
      'x-upstream-request-id': 'req_up',
    });
  });
});
