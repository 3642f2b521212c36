import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuthGuard,
  CALLER_RESOLVER,
  ClaudeProxyModule,
  CurrentCaller,
  createProxyAdapter,
} from '../../../src/index.js';
import type { Caller, CallerResolver } from '../../../src/index.js';
import { type HostApplication, hostModule, serve, startHost } from '../../support/host-application.js';
import { testOptions } from '../../support/options.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../../support/scripted-upstream.js';

@Controller('reports')
@UseGuards(AuthGuard)
class ReportsController {
  @Get()
  list(@CurrentCaller() caller: Caller): { readonly caller: string | undefined } {
    return { caller: caller.id };
  }
}

@Controller('status')
class StatusController {
  @Get()
  read(@CurrentCaller() caller: Caller | undefined): { readonly isKnown: boolean } {
    return { isKnown: caller !== undefined };
  }
}

@Injectable()
class TokenResolver implements CallerResolver {
  authenticate({ authorization }: { authorization?: string }): Promise<Caller> {
    return authorization === 'Bearer valid'
      ? Promise.resolve({ id: 'ann', usesProxyKey: true })
      : Promise.reject(new Error('invalid token'));
  }
}

describe("authentication of a host application's own controllers", () => {
  let upstream: ScriptedUpstream;
  let host: HostApplication | undefined;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
  afterAll(() => upstream.close());

  const options = () => testOptions({ baseUrl: upstream.baseUrl, proxyKeys: ['key-1'] });
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${host?.url}${path}`, { headers });

  it('accepts the keys of the Messages API with @UseGuards(AuthGuard), and injects @CurrentCaller()', async () => {
    host = await startHost(
      hostModule({ imports: [ClaudeProxyModule.forRoot(options())], controllers: [ReportsController] }),
    );
    const accepted = await get('/reports', { 'x-api-key': 'key-1' });
    expect(accepted.status).toBe(200);
    expect(await accepted.json()).toEqual({ caller: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect((await get('/reports', { authorization: 'Bearer key-1' })).status).toBe(200);
  });

  it("rejects other keys in the host application's error format", async () => {
    host = await startHost(
      hostModule({
        imports: [ClaudeProxyModule.forRootAsync({ useFactory: options })],
        controllers: [ReportsController],
      }),
    );
    const rejected = await get('/reports', { 'x-api-key': 'wrong' });
    expect(rejected.status).toBe(401);
    expect(await rejected.json()).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: expect.stringMatching(/^Invalid API key/),
    });
    expect((await get('/reports')).status).toBe(401);
  });

  it('works in every module that imports a module which exports the proxy', async () => {
    @Module({ imports: [ClaudeProxyModule.forRoot(options())], exports: [ClaudeProxyModule] })
    class ExtensionsModule {}
    @Module({ imports: [ExtensionsModule], controllers: [ReportsController] })
    class ReportsModule {}
    host = await startHost(hostModule({ imports: [ExtensionsModule, ReportsModule] }));
    expect((await get('/reports', { 'x-api-key': 'key-1' })).status).toBe(200);
    expect((await get('/reports', { 'x-api-key': 'wrong' })).status).toBe(401);
  });

  it('leaves handlers without the guard open, without a caller', async () => {
    host = await startHost(
      hostModule({ imports: [ClaudeProxyModule.forRoot(options())], controllers: [StatusController] }),
    );
    expect(await (await get('/status', { 'x-api-key': 'key-1' })).json()).toEqual({ isKnown: false });
  });

  it('protects the whole application as APP_GUARD', async () => {
    host = await startHost(
      hostModule({
        imports: [ClaudeProxyModule.forRoot(options())],
        controllers: [StatusController],
        providers: [{ provide: APP_GUARD, useExisting: AuthGuard }],
      }),
    );
    expect((await get('/status')).status).toBe(401);
    expect(await (await get('/status', { 'x-api-key': 'key-1' })).json()).toEqual({ isKnown: true });
    upstream.script(json(completion({ content: 'Hi' })));
    const headers = { 'x-api-key': 'key-1' };
    expect((await post(`${host.url}/v1/messages`, aRequest(), headers)).status).toBe(200);
    const rejected = await post(`${host.url}/v1/messages`, aRequest(), { 'x-api-key': 'wrong' });
    expect(await rejected.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  });

  it('uses a custom CallerResolver', async () => {
    const providers = [{ provide: CALLER_RESOLVER, useClass: TokenResolver }];
    host = await startHost(
      hostModule({
        imports: [ClaudeProxyModule.forRoot({ ...options(), providers })],
        controllers: [ReportsController],
      }),
    );
    expect(await (await get('/reports', { authorization: 'Bearer valid' })).json()).toEqual({ caller: 'ann' });
    expect((await get('/reports', { 'x-api-key': 'key-1' })).status).toBe(500);
  });

  it('is switched off everywhere by overrideGuard() in a test', async () => {
    const module = hostModule({ imports: [ClaudeProxyModule.forRoot(options())], controllers: [StatusController] });
    const testing = await Test.createTestingModule({ imports: [module], controllers: [ReportsController] })
      .overrideGuard(AuthGuard)
      .useValue({ canActivate: () => true })
      .compile();
    host = await serve(testing.createNestApplication<NestFastifyApplication>(createProxyAdapter(options())));
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await post(`${host.url}/v1/messages`, aRequest(), { 'x-api-key': 'wrong' })).status).toBe(200);
    expect(upstream.lastRequest.headers.authorization).toBe('Bearer sk-upstream');
    expect((await get('/status')).status).toBe(200);
  });
});
