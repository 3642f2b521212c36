import 'reflect-metadata';
import { PassThrough } from 'node:stream';
import type { CanActivate, DynamicModule, ExecutionContext, Provider, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { SignJWT, createLocalJWKSet, exportJWK, generateKeyPair } from 'jose';
import { AUDIT_SINK, AuditLog } from '../../examples/audit-log.observer.js';
import { HostModule } from '../../examples/embedding.js';
import { HeaderModelMapper } from '../../examples/header-model.mapper.js';
import { OidcCallerResolver, TOKEN_KEYS, TOKEN_RULES } from '../../examples/oidc-caller.resolver.js';
import {
  QuotaExceeded,
  ReportsController,
  TenantGuard,
  createHost,
  createTestingModule,
  globalProviders,
} from '../../examples/nest-features.js';
import { PromptRedaction } from '../../examples/prompt-redaction.interceptor.js';
import { RedisQuotaStore } from '../../examples/tenant-quota.guard.js';
import { TokenMeter } from '../../examples/token-meter.interceptor.js';
import {
  CALLER_RESOLVER,
  ClaudeProxyModule,
  ModelMapper,
  createProxyAdapter,
  getRequestHead,
} from '../../src/index.js';
import type { ProxyExtensions, UpstreamClient } from '../../src/index.js';

import { testOptions } from '../support/options.js';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../support/scripted-upstream.js';
import { parseFrames } from '../support/sse.js';

describe('the examples', () => {
  let upstream: ScriptedUpstream;
  let application: NestFastifyApplication | undefined;
  let url: string;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  afterEach(async () => {
    application?.getHttpServer().closeAllConnections();
    await application?.close();
    application = undefined;
  });
  afterAll(() => upstream.close());

  const options = () => testOptions({ baseUrl: upstream.baseUrl });
  const listen = async (module: DynamicModule | Type): Promise<void> => {
    application = await NestFactory.create<NestFastifyApplication>(module, createProxyAdapter(options()), {
      logger: false,
    });
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
  };
  const start = (extensions: ProxyExtensions): Promise<void> => {
    @Module({ imports: [ClaudeProxyModule.forRoot({ ...options(), ...extensions })] })
    class Host {}
    return listen(Host);
  };
  const ask = (body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Response> =>
    post(`${url}/v1/messages`, body, headers);

  it('tenant-quota and embedding: a tenant with nothing left is turned away, the host serves its own', async () => {
    await listen(HostModule.with(options(), 5, new PassThrough()));
    upstream.script(json(completion({ content: 'Hi' })));
    const statusOf = async (key: string): Promise<number> => (await ask(aRequest(), { 'x-api-key': key })).status;
    expect(await statusOf('sk-alice')).toBe(200);
    // The first request has used the whole quota, but is charged for just after its reply.
    let refused = await ask(aRequest(), { 'x-api-key': 'sk-alice' });
    while (refused.status === 200) refused = await ask(aRequest(), { 'x-api-key': 'sk-alice' });
    expect(await refused.json()).toMatchObject({ error: { type: 'permission_error', message: /quota exhausted/ } });
    expect(await statusOf('sk-bob')).toBe(200);
    expect(await (await fetch(`${url}/hello`)).json()).toEqual({ hello: 'world' });
  });

  it('nest-features: global providers, a prefix, versions and a request-scoped guard', async () => {
    class Denied implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        if (getRequestHead(context).headers['x-quota'] === 'none') throw new QuotaExceeded('no quota left');
        return true;
      }
    }
    @Module({
      imports: [ClaudeProxyModule.forRoot({ ...options(), proxyKeys: ['k'], guards: [TenantGuard, Denied] })],
      controllers: [ReportsController],
      providers: globalProviders,
    })
    class Host {}
    application = await createHost(Host, options());
    await application.listen(0, '127.0.0.1');
    url = `${await application.getUrl()}/api`;
    const headers = { 'x-api-key': 'k' };
    upstream.script(json(completion({ content: 'Hi' })));
    expect(await (await ask(aRequest(), headers)).json()).toMatchObject({ model: 'assistant' });
    upstream.script(stream(delta({ content: 'Hi' }, 'stop')));
    const [start] = parseFrames(await (await ask(aRequest({ stream: true }), headers)).text());
    expect(start).toMatchObject({ event: 'message_start', data: { message: { model: 'assistant' } } });
    expect((await ask(aRequest(), { ...headers, 'x-tenant': 'blocked' })).status).toBe(403);
    expect((await ask(aRequest(), { ...headers, 'x-quota': 'none' })).status).toBe(402);
    const report = await fetch(`${url}/v1/reports`, { headers });
    expect(await report.json()).toEqual({ callerId: expect.any(String) });
    expect((await fetch(`${url}/v1/reports`)).status).toBe(401);
  });

  it('nest-features: a test without a provider and without keys', async () => {
    @Module({ imports: [ClaudeProxyModule.forRoot({ ...options(), proxyKeys: ['k'] })] })
    class Host {}
    const complete = (() => of(completion({ content: 'from a test' }))) as unknown as UpstreamClient['complete'];
    const testing = await createTestingModule(Host, { complete });
    application = testing.createNestApplication<NestFastifyApplication>(createProxyAdapter(options()));
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
    expect(await (await ask(aRequest())).json()).toMatchObject({ content: [{ text: 'from a test' }] });
  });

  it('tenant-quota: counts in Redis a day at a time', async () => {
    const commands: unknown[] = [];
    const transaction = {
      incrby: (...args: unknown[]) => (commands.push(['incrby', ...args]), transaction),
      expire: (...args: unknown[]) => (commands.push(['expire', ...args]), transaction),
      exec: () => Promise.resolve([]),
    };
    const redis = { get: () => Promise.resolve('41'), multi: () => transaction };
    const store = new RedisQuotaStore(redis as unknown as ConstructorParameters<typeof RedisQuotaStore>[0]);
    await store.add('alice', 9);
    const key = expect.stringMatching(/^quota:\d{4}-\d\d-\d\d:alice$/);
    expect(commands).toEqual([
      ['incrby', key, 9],
      ['expire', key, 172_800],
    ]);
    expect(await store.used('alice')).toBe(41);
  });

  it('token-meter: adds up the output of messages and of streams', async () => {
    await start({ interceptors: [TokenMeter] });
    upstream.script(json(completion({ content: 'Hi' })));
    await (await ask(aRequest())).text();
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, 'stop'), usage(10, 7)));
    await (await ask(aRequest({ stream: true }))).text();
    expect([...application!.get(TokenMeter, { strict: false }).outputTokens]).toEqual([['claude-sonnet-5-5', 12]]);
  });

  it('prompt-redaction: no address reaches the provider, and none the client, however it is cut', async () => {
    await start({ interceptors: [PromptRedaction] });
    const content = 'Write to ann.lee@example.org, please';
    upstream.script(
      stream(
        ...['Dear ann.', 'lee@exa', 'mple.org', ', hello', ' bob@x.io'].map((text) => delta({ content: text })),
        delta({}, 'stop'),
      ),
    );
    const reply = await ask(aRequest({ stream: true, messages: [{ role: 'user', content }] }));
    const events = parseFrames(await reply.text()).map(({ data }) => data as { delta?: { text?: string } });
    expect(upstream.lastRequest.body['messages']).toEqual([{ role: 'user', content: 'Write to [email], please' }]);
    expect(events.map((event) => event.delta?.text ?? '').join('')).toBe('Dear [email], hello [email]');

    upstream.script(json(completion({ content: 'Ask bob@x.io' })));
    const message = (await (await ask(aRequest())).json()) as { content: { text: string }[] };
    expect(message.content[0]?.text).toBe('Ask [email]');
  });

  it('oidc-caller: lets in who has a valid token for this audience', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }] });
    const token = (audience: string): Promise<string> =>
      new SignJWT()
        .setProtectedHeader({ alg: 'RS256' })
        .setSubject('ann')
        .setIssuer('https://id.example')
        .setAudience(audience)
        .setExpirationTime('1m')
        .sign(privateKey);
    const providers: Provider[] = [
      { provide: CALLER_RESOLVER, useClass: OidcCallerResolver },
      { provide: TOKEN_KEYS, useValue: keys },
      { provide: TOKEN_RULES, useValue: { issuer: 'https://id.example', audience: 'claude-proxy' } },
    ];
    await start({ providers });
    upstream.script(json(completion({ content: 'Hi' })));
    const statusFor = async (authorization: string): Promise<number> =>
      (await ask(aRequest(), { authorization })).status;
    expect(await statusFor(`Bearer ${await token('claude-proxy')}`)).toBe(200);
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-upstream');
    expect(await statusFor(`Bearer ${await token('somebody-else')}`)).toBe(401);
    expect(await statusFor('Bearer made-up')).toBe(401);
  });

  it('audit-log: one line a request, without keys and prompts', async () => {
    const sink = new PassThrough();
    await start({ observers: [AuditLog], providers: [{ provide: AUDIT_SINK, useValue: sink }] });
    upstream.script(json(completion({ content: 'Hi' })));
    await (await ask(aRequest())).text();
    const [line] = (await new Promise<Buffer>((resolve) => sink.once('data', resolve))).toString().split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      model: 'claude-sonnet-5-5',
      upstreamModel: 'gpt-4o',
      status: 200,
      endedBy: 'done',
      outputTokens: 5,
    });
    expect(line).not.toMatch(/Hello|sk-/);
  });

  it('header-model: a header chooses from a list, anything else is mapped as configured', async () => {
    await start({ providers: [{ provide: ModelMapper, useClass: HeaderModelMapper }] });
    upstream.script(json(completion({ content: 'Hi' })));
    const modelFor = async (headers: Record<string, string>): Promise<unknown> => {
      await (await ask(aRequest(), headers)).text();
      return upstream.lastRequest.body['model'];
    };
    expect(await modelFor({ 'x-model-choice': 'fast' })).toBe('gpt-4o-mini');
    expect(await modelFor({ 'x-model-choice': 'constructor' })).toBe('gpt-4o');
    expect(await modelFor({})).toBe('gpt-4o');
  });
});
