import 'reflect-metadata';
import { HttpException, Injectable, Module, Scope, UseInterceptors } from '@nestjs/common';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import { finalize, map, tap } from 'rxjs';
import { ClaudeProxyModule, createProxyAdapter } from '../../src/index.js';
import { MessagesController } from '../../src/messages/messages.controller.js';
import { testOptions } from '../support/options.js';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream } from '../support/scripted-upstream.js';
import { parseFrames } from '../support/sse.js';

/** What each interceptor saw, in the order of events. */
const seen: Record<string, unknown[]> = {};
const note = (name: string, value: unknown): void => void (seen[name] ??= []).push(value);

function watcher(name: string): new () => NestInterceptor {
  @Injectable()
  class Watcher implements NestInterceptor {
    intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
      return next.handle().pipe(
        tap((value) => note(name, value)),
        finalize(() => note(name, 'end')),
      );
    }
  }
  return Watcher;
}

@Injectable({ scope: Scope.REQUEST })
class RequestScopedWatcher implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap((value) => note('request-scoped', value)));
  }
}

/** A platform team's rule: `x-team-rule` says where to fail. */
@Injectable()
class TeamRule implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-team-rule'] === 'before') throw new HttpException('over the quota', 429);
    let batches = 0;
    return next.handle().pipe(
      map((value: unknown) => {
        if (headers['x-team-rule'] === 'later' && (batches += 1) > 1) throw new HttpException('over the quota', 429);
        return value;
      }),
    );
  }
}

@Injectable()
class TeamGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { proxyContext, headers } = context
      .switchToHttp()
      .getRequest<{ proxyContext: { head: { caller?: unknown } }; headers: Record<string, string> }>();
    note('guard', proxyContext.head.caller);
    return headers['x-team-guard'] !== 'no';
  }
}

describe('interceptors and guards of a host application', () => {
  let upstream: ScriptedUpstream;
  let application: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    const options = testOptions({ baseUrl: upstream.baseUrl });
    UseInterceptors(watcher('controller'))(MessagesController);
    UseInterceptors(watcher('route'))(
      MessagesController.prototype,
      'create',
      Object.getOwnPropertyDescriptor(MessagesController.prototype, 'create')!,
    );

    @Module({
      imports: [ClaudeProxyModule.forRoot(options)],
      providers: [
        { provide: APP_INTERCEPTOR, useClass: watcher('app') },
        { provide: APP_INTERCEPTOR, useClass: RequestScopedWatcher },
        { provide: APP_INTERCEPTOR, useClass: TeamRule },
        { provide: APP_GUARD, useClass: TeamGuard },
      ],
    })
    class Host {}

    application = await NestFactory.create<NestFastifyApplication>(Host, createProxyAdapter(options), {
      logger: false,
    });
    application.useGlobalInterceptors(new (watcher('global'))());
    await application.listen(0, '127.0.0.1');
    url = `${await application.getUrl()}/v1/messages`;
  });

  beforeEach(() => {
    for (const name of Object.keys(seen)) delete seen[name];
    upstream.script(stream(delta({ content: 'a' }), delta({ content: 'b' }, 'stop')));
  });

  afterAll(async () => {
    application.getHttpServer().closeAllConnections();
    await application.close();
    await upstream.close();
  });

  it.each(['app', 'request-scoped', 'global', 'controller', 'route'])(
    'see typed batches of a stream when registered as %s',
    async (name) => {
      const events = parseFrames(await (await post(url, aRequest({ stream: true }))).text());
      const batches = seen[name].filter((value) => value !== 'end') as { type: string }[][];
      expect(batches.every(Array.isArray)).toBe(true);
      expect(batches.flat().map(({ type }) => type)).toEqual(events.map(({ event }) => event));
    },
  );

  it('see one Message of a response that is not streamed', async () => {
    upstream.script(json(completion({ content: 'Hi' })));
    const message: unknown = await (await post(url, aRequest())).json();
    expect(seen['app']).toEqual([message, 'end']);
  });

  it('are told when the client leaves', async () => {
    upstream.script((response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }));
    const client = new AbortController();
    const replied = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aRequest({ stream: true })),
      signal: client.signal,
    });
    const received = await upstream.received();
    client.abort();
    await expect(replied).rejects.toThrow();
    await received.aborted;
    expect(seen['app']).toEqual(['end']);
  });

  it('give the status by an exception before the first batch', async () => {
    const response = await post(url, aRequest({ stream: true }), { 'x-team-rule': 'before' });
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'over the quota' },
    });
  });

  it('end the stream by an exception after the first batch', async () => {
    upstream.script(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const text of ['a', 'b', 'c']) {
        response.write(`data: ${JSON.stringify(delta({ content: text }))}\n\n`);
        // Each piece in a read of its own.
        for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
      }
    });
    const events = parseFrames(await (await post(url, aRequest({ stream: true }), { 'x-team-rule': 'later' })).text());
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { type: 'rate_limit_error' } } });
    await upstream.lastRequest.aborted;
  });

  it('run after the key check, and see the caller', async () => {
    await (await post(url, aRequest({ stream: true }))).text();
    expect(seen['guard']).toEqual([{ apiKey: 'sk-upstream', usesProxyKey: true, id: expect.any(String) }]);
    const refused = await post(url, aRequest(), { 'x-team-guard': 'no' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { type: 'permission_error' } });
  });
});
