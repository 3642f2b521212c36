import 'reflect-metadata';
import { Controller, Get, Injectable, Module, UnauthorizedException } from '@nestjs/common';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Observable, finalize, of, tap } from 'rxjs';
import type { IncomingHttpHeaders } from 'node:http';
import {
  CALLER_RESOLVER,
  ClaudeProxyModule,
  ContextKey,
  ModelMapper,
  TokenCounter,
  createProxyAdapter,
  getRequestHead,
} from '../../../src/index.js';
import type { Caller, CallerResolver, RequestRecord, RequestObserver } from '../../../src/index.js';
import { testOptions } from '../../support/options.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream, usage } from '../../support/scripted-upstream.js';

const TENANT = new ContextKey<string>();
const seen: string[] = [];
const ended: { readonly tenant: string | undefined; readonly context: RequestRecord }[] = [];

/** What the platform offers to its guards. */
@Injectable()
class Tenants {
  find(caller: Caller | undefined): string | undefined {
    return caller?.id === 'blocked' ? undefined : `tenant of ${caller?.id}`;
  }
}

@Module({ providers: [Tenants], exports: [Tenants] })
class TenantsModule {}

@Injectable()
class TenantGuard implements CanActivate {
  constructor(private readonly tenants: Tenants) {}

  canActivate(context: ExecutionContext): Observable<boolean> {
    const request = getRequestHead(context);
    const tenant = this.tenants.find(request.caller);
    if (tenant) TENANT.set(request, tenant);
    return of(tenant !== undefined);
  }
}

function watcher(name: string): new () => NestInterceptor {
  @Injectable()
  class Watcher implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      seen.push(`${name} before ${TENANT.get(getRequestHead(context))}`);
      const answer$ = next.handle().pipe(
        tap((value) => seen.push(`${name} ${Array.isArray(value) ? 'batch' : 'message'}`)),
        finalize(() => seen.push(`${name} end`)),
      );
      return Promise.resolve(answer$);
    }
  }
  return Watcher;
}

@Injectable()
class Ledger implements RequestObserver {
  onEnd(context: RequestRecord): void {
    ended.push({ tenant: TENANT.get(context.head), context });
  }
}

/** Asks somebody else who calls, which takes a while. */
@Injectable()
class TokenResolver implements CallerResolver {
  async authenticate({ authorization }: IncomingHttpHeaders): Promise<Caller> {
    await new Promise(setImmediate);
    if (authorization === undefined) throw new UnauthorizedException('A token is required');
    return { id: authorization.replace('Bearer ', ''), apiKey: 'sk-upstream', usesProxyKey: true };
  }
}

@Injectable()
class OneModel {
  findUpstreamModel(): string {
    return 'the-one-model';
  }
}

@Controller()
class HostController {
  @Get('health')
  health(): { readonly host: string } {
    return { host: 'healthy' };
  }
}

describe('the proxy inside another application', () => {
  let upstream: ScriptedUpstream;
  let application: NestFastifyApplication;
  let url: string;
  const ask = (body: Record<string, unknown>, token = 'alice'): Promise<Response> =>
    post(`${url}/v1/messages`, body, { authorization: `Bearer ${token}` });
  /** A request is accounted for just after its reply. */
  const accounted = async (): Promise<void> => {
    while (ended.length === 0) await new Promise(setImmediate);
  };

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    const options = testOptions({ baseUrl: upstream.baseUrl });

    @Module({
      imports: [
        ClaudeProxyModule.forRootAsync({
          useFactory: () => options,
          imports: [TenantsModule],
          guards: [TenantGuard],
          interceptors: [watcher('outer'), watcher('inner')],
          observers: [Ledger],
          providers: [
            { provide: CALLER_RESOLVER, useClass: TokenResolver },
            { provide: ModelMapper, useClass: OneModel },
            { provide: TokenCounter, useValue: { countTokens: () => Promise.resolve(7) } },
          ],
        }),
      ],
      controllers: [HostController],
    })
    class Host {}

    application = await NestFactory.create<NestFastifyApplication>(Host, createProxyAdapter(options), {
      logger: false,
    });
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
  });

  beforeEach(() => {
    seen.length = 0;
    ended.length = 0;
  });

  afterAll(async () => {
    application.getHttpServer().closeAllConnections();
    await application.close();
    await upstream.close();
  });

  it("leaves the host's own routes alone", async () => {
    const reply = await fetch(`${url}/health`);
    expect(await reply.json()).toEqual({ host: 'healthy' });
    expect(reply.headers.get('request-id')).toBeNull();
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect([seen, ended]).toEqual([[], []]);
  });

  it('asks the platform who calls, however long it takes', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    expect((await ask(aRequest())).status).toBe(200);
    const refused = await post(`${url}/v1/messages`, aRequest());
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({
      error: { type: 'authentication_error', message: 'A token is required' },
    });
  });

  it("runs the platform's guards after the check of the caller", async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const refused = await ask(aRequest(), 'blocked');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
    expect(upstream.requests).toEqual([]);
  });

  it('wraps the handler in its interceptors, the first outermost', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await (await ask(aRequest())).text();
    const tenant = 'tenant of alice';
    expect(seen).toEqual([
      `outer before ${tenant}`,
      `inner before ${tenant}`,
      'inner message',
      'outer message',
      'inner end',
      'outer end',
    ]);
  });

  it('tells its observers once of what a stream has used, with what the guard has left', async () => {
    upstream.script(stream(delta({ content: 'Hi' }), delta({}, 'stop'), usage(11, 3)));
    await (await ask(aRequest({ stream: true }))).text();
    expect(seen).toContain('inner batch');
    await accounted();
    expect(ended.map(({ tenant }) => tenant)).toEqual(['tenant of alice']);
    expect(ended[0]?.context).toMatchObject({ endedBy: 'done', usage: { input_tokens: 11, output_tokens: 3 } });
  });

  it('takes the place of its providers', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    await ask(aRequest());
    expect(upstream.lastRequest.body['model']).toBe('the-one-model');
    const { max_tokens: _, ...countable } = aRequest();
    const count = await post(`${url}/v1/messages/count_tokens`, countable, { authorization: 'Bearer alice' });
    expect(await count.json()).toEqual({ input_tokens: 7 });
  });
});
