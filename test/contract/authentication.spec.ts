import Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failureOf, hello, sdkFor } from '../support/anthropic-sdk.js';
import { startPassthroughProxy } from '../support/passthrough-proxy.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';

let upstream: ScriptedUpstream;
let proxy: RunningProxy;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  upstream.script(json(completion({ content: 'Hi' })));
});

afterAll(() => upstream.close());

const say = (options: ClientOptions) => sdkFor(proxy.url, options).messages.create(hello);

describe('a proxy with keys of its own', () => {
  beforeAll(async () => {
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-old', 'sk-new'] });
  });
  afterAll(() => proxy.close());

  it.each<[string, ClientOptions]>([
    ['an API key', { apiKey: 'sk-old' }],
    ['a bearer token', { authToken: 'sk-new' }],
    ['x-api-key, as older SDKs send it', { defaultHeaders: { authorization: null, 'x-api-key': 'sk-old' } }],
    ['either of both headers', { authToken: 'sk-new', defaultHeaders: { 'x-api-key': 'sk-of-elsewhere' } }],
    ['the other of both headers', { authToken: 'sk-of-elsewhere', defaultHeaders: { 'x-api-key': 'sk-old' } }],
  ])('accepts %s and calls the upstream with its own', async (_, options) => {
    const { content } = await say(options);
    expect(content).toMatchObject([{ text: 'Hi' }]);
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-upstream');
    expect(upstream.lastRequest.headers).not.toHaveProperty('x-api-key');
  });

  it('refuses any other, on every route', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const sdk = sdkFor(proxy.url, { apiKey: 'sk-wrong' });
    const calls = [
      sdk.messages.create(hello),
      sdk.messages.stream(hello).finalMessage(),
      sdk.messages.countTokens({ model: hello.model, messages: hello.messages }),
      sdk.models.list(),
      sdk.models.retrieve('claude-opus-5-5'),
    ];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toBeInstanceOf(Anthropic.AuthenticationError);
      expect(failure.type).toBe('authentication_error');
      expect(failure.requestID).toMatch(/^req_/);
    }
    expect(upstream.requests).toEqual([]);
  });
});

describe('a proxy that passes keys through', () => {
  beforeAll(async () => {
    proxy = await startPassthroughProxy(upstream.baseUrl);
  });
  afterAll(() => proxy.close());

  it.each<[string, ClientOptions]>([
    ['an API key', { apiKey: 'sk-mine' }],
    ['a bearer token', { authToken: 'sk-mine' }],
    ['x-api-key, as older SDKs send it', { defaultHeaders: { authorization: null, 'x-api-key': 'sk-mine' } }],
    ['x-api-key rather than a bearer token', { authToken: 'sk-other', defaultHeaders: { 'x-api-key': 'sk-mine' } }],
  ])('forwards %s', async (_, options) => {
    upstream.script(json(completion({ content: 'Hi' })));
    await say(options);
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-mine');
    expect(upstream.lastRequest.headers).not.toHaveProperty('x-api-key');
  });

  it.each([
    [401, Anthropic.AuthenticationError, 'authentication_error'],
    [403, Anthropic.PermissionDeniedError, 'permission_error'],
  ] as const)('lets the upstream judge the key: %i', async (status, ErrorClass, type) => {
    upstream.script(json({ error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, status));
    const failure = await failureOf(say({ apiKey: 'sk-mine' }));
    expect(failure).toBeInstanceOf(ErrorClass);
    expect(failure).toMatchObject({ status, type, apiMessage: expect.stringContaining('Incorrect API key') });
  });

  it('requires a key, and tells clients not to retry without one', async () => {
    const failure = await failureOf(say({ defaultHeaders: { authorization: 'Basic x' } }));
    expect(failure).toBeInstanceOf(Anthropic.AuthenticationError);
    expect((failure as InstanceType<typeof Anthropic.AuthenticationError>).headers.get('x-should-retry')).toBe('false');
  });
});
