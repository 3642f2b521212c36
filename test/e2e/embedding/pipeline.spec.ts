import { Catch, Controller, Get, Inject, Injectable, Scope, ValidationPipe } from '@nestjs/common';
import type { ArgumentsHost, CallHandler, CanActivate, ExceptionFilter, ExecutionContext } from '@nestjs/common';
import type { NestInterceptor, PipeTransform } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, ContextIdFactory, REQUEST } from '@nestjs/core';
import type { ContextId, ContextIdStrategy, HostComponentInfo } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Observable, map, mergeMap } from 'rxjs';
import { ClaudeProxyModule, createProxyAdapter } from '../../../src/index.js';
import type { ProxyExtensions } from '../../../src/index.js';
import { CollectingLogger, type HostApplication, hostModule, startHost } from '../../support/host-application.js';
import { testOptions } from '../../support/options.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, delta, json, stream } from '../../support/scripted-upstream.js';
import { parseFrames } from '../../support/sse.js';

class QuotaExceeded extends Error {}

const calls: string[] = [];

@Injectable()
class RecordingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-quota'] === 'exceeded') throw new QuotaExceeded('no quota left');
    calls.push('guard');
    return headers['x-guard'] !== 'no';
  }
}

@Injectable()
class RecordingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    calls.push('interceptor');
    return next.handle();
  }
}

@Injectable()
class RecordingPipe implements PipeTransform {
  transform(value: unknown): unknown {
    calls.push('pipe');
    return value;
  }
}

@Catch()
class CatchAllFilter implements ExceptionFilter {
  catch(_: unknown, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(418).send({ filter: 'all' });
  }
}

@Catch(QuotaExceeded)
class QuotaFilter implements ExceptionFilter {
  catch({ message }: QuotaExceeded, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(402).send({ filter: 'quota', message });
  }
}

/** Wraps the value as in the documentation of Nest. */
@Injectable()
class Wrap implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

@Injectable()
class UpperCase implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(map((value: unknown) => JSON.parse(JSON.stringify(value).replace('hello', 'HELLO')) as unknown));
  }
}

@Injectable()
class Flatten implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(mergeMap((value: unknown) => (Array.isArray(value) ? value.map((event) => [event as unknown]) : [value])));
  }
}

/** A list where a Message is expected: the value does not make a response a stream. */
@Injectable()
class List implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value: unknown) => [value]));
  }
}

let instances = 0;

@Injectable({ scope: Scope.REQUEST })
class RequestLabel {
  readonly label: string;
  constructor(@Inject(REQUEST) request: { headers: Record<string, string> }) {
    instances += 1;
    this.label = request.headers['x-label'] ?? '';
  }
}

@Injectable({ scope: Scope.REQUEST })
class RequestScopedGuard implements CanActivate {
  constructor(private readonly request: RequestLabel) {}
  canActivate(): boolean {
    calls.push(`guard ${this.request.label}`);
    return this.request.label !== 'blocked';
  }
}

/** A default-scoped class with a request-scoped dependency. */
@Injectable()
class DependentInterceptor implements NestInterceptor {
  constructor(private readonly request: RequestLabel) {}
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    calls.push(`interceptor ${this.request.label}`);
    return next.handle();
  }
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class DurableGuard implements CanActivate {
  private readonly number = (instances += 1);
  canActivate(): boolean {
    calls.push(`durable ${this.number}`);
    return true;
  }
}

/** One subtree of durable providers for all requests. */
class OneTenant implements ContextIdStrategy {
  private readonly tenant: ContextId = ContextIdFactory.create();
  attach(contextId: ContextId) {
    return (info: HostComponentInfo): ContextId => (info.isTreeDurable ? this.tenant : contextId);
  }
}

@Controller('hello')
class HelloController {
  @Get()
  hello(): { readonly hello: string } {
    return { hello: 'world' };
  }
  @Get('quota')
  quota(): never {
    throw new QuotaExceeded('none');
  }
  @Get('fault')
  fault(): never {
    throw new Error('fault');
  }
}

describe('the request pipeline of a host application', () => {
  let upstream: ScriptedUpstream;
  let host: HostApplication | undefined;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
  });
  beforeEach(() => {
    calls.length = 0;
    instances = 0;
    upstream.script(json(completion({ content: 'hello' })));
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
  afterAll(() => upstream.close());

  type Metadata = Parameters<typeof hostModule>[0];
  const proxy = (extensions: ProxyExtensions = {}) =>
    ClaudeProxyModule.forRoot({ ...testOptions({ baseUrl: upstream.baseUrl }), ...extensions });
  const start = async (
    extensions: ProxyExtensions,
    metadata: Metadata = {},
    configure?: (application: NestFastifyApplication) => unknown,
    logger?: CollectingLogger,
  ): Promise<void> => {
    const module = hostModule({ controllers: [HelloController], ...metadata, imports: [proxy(extensions)] });
    host = await startHost(module, {
      ...(configure && { configure }),
      ...(logger && { logger }),
      adapter: createProxyAdapter({ bodyLimit: 1024 * 1024 }),
    });
  };
  const send = (body = aRequest(), headers: Record<string, string> = {}): Promise<Response> =>
    post(`${host?.url}/v1/messages`, body, headers);
  const sendStream = (headers: Record<string, string> = {}): Promise<Response> => {
    upstream.script(stream(delta({ content: 'hello' }), delta({ content: ' you' }, 'stop')));
    return send(aRequest({ stream: true }), headers);
  };
  const textOf = async (response: Response): Promise<string> =>
    parseFrames(await response.text())
      .map(({ data }) => (data as { delta?: { text?: string } }).delta?.text ?? '')
      .join('');

  it('runs APP_GUARD, APP_INTERCEPTOR and APP_PIPE on the Messages API and on its own routes', async () => {
    const providers = [
      { provide: APP_GUARD, useClass: RecordingGuard },
      { provide: APP_INTERCEPTOR, useClass: RecordingInterceptor },
      { provide: APP_PIPE, useClass: RecordingPipe },
    ];
    await start({}, { providers });
    expect((await send()).status).toBe(200);
    expect(calls).toEqual(expect.arrayContaining(['guard', 'interceptor', 'pipe']));
    calls.length = 0;
    expect(await (await fetch(`${host?.url}/hello`)).json()).toEqual({ hello: 'world' });
    expect(calls).toEqual(['guard', 'interceptor']);
    const rejected = await send(aRequest(), { 'x-guard': 'no' });
    expect(await rejected.json()).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
  });

  it('runs guards, interceptors and pipes of useGlobal*()', async () => {
    await start({}, {}, (application) => {
      application.useGlobalGuards(new RecordingGuard());
      application.useGlobalInterceptors(new RecordingInterceptor());
      application.useGlobalPipes(new RecordingPipe());
    });
    expect(await textOf(await sendStream())).toBe('hello you');
    expect(calls).toEqual(expect.arrayContaining(['guard', 'interceptor', 'pipe']));
  });

  it('serves the Messages API unchanged with a strict ValidationPipe', async () => {
    const settings = { whitelist: true, forbidNonWhitelisted: true, transform: true, validateCustomDecorators: true };
    await start({}, {}, (application) => application.useGlobalPipes(new ValidationPipe(settings)));
    const metadata = { user_id: 'u' };
    expect((await send(aRequest({ metadata, stop_sequences: ['x'] }))).status).toBe(200);
    expect(upstream.lastRequest.body).toMatchObject({ stop: ['x'], messages: [{ role: 'user', content: 'Hello' }] });
    expect((await fetch(`${host?.url}/v1/models?limit=2`, { headers: { 'x-api-key': 'k' } })).status).toBe(200);
  });

  it('creates request-scoped guards and interceptors once for each request', async () => {
    await start({ guards: [RequestScopedGuard], interceptors: [DependentInterceptor], providers: [RequestLabel] });
    expect((await send(aRequest(), { 'x-label': 'a' })).status).toBe(200);
    expect(await textOf(await sendStream({ 'x-label': 'b' }))).toBe('hello you');
    expect((await send(aRequest(), { 'x-label': 'blocked' })).status).toBe(403);
    expect(calls).toEqual(['guard a', 'interceptor a', 'guard b', 'interceptor b', 'guard blocked']);
    expect(instances).toBe(3);
  });

  it('runs request-scoped global guards', async () => {
    const providers = [RequestLabel, { provide: APP_GUARD, useClass: RequestScopedGuard, scope: Scope.REQUEST }];
    await start({}, { providers });
    expect(await textOf(await sendStream({ 'x-label': 'a' }))).toBe('hello you');
    expect((await send(aRequest(), { 'x-label': 'blocked' })).status).toBe(403);
  });

  it('shares durable guards between the requests of a tenant', async () => {
    ContextIdFactory.apply(new OneTenant());
    try {
      await start({ guards: [DurableGuard] });
      await send();
      await send();
      expect(calls).toEqual(['durable 1', 'durable 1']);
    } finally {
      ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
    }
  });

  it('maps Messages and batches of a stream, which stays a stream', async () => {
    await start({ interceptors: [UpperCase] });
    expect(await (await send()).json()).toMatchObject({ content: [{ type: 'text', text: 'HELLO' }] });
    expect(await textOf(await sendStream())).toBe('HELLO you');
  });

  it('accepts batches of other sizes', async () => {
    await start({ interceptors: [Flatten] });
    const response = await sendStream();
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    expect(await textOf(response)).toBe('hello you');
  });

  it.each(['app', 'global', 'extension'])('wraps JSON with map(), registered as %s', async (name) => {
    const providers = name === 'app' ? [{ provide: APP_INTERCEPTOR, useClass: Wrap }] : [];
    await start({ interceptors: name === 'extension' ? [Wrap] : [] }, { providers }, (application) => {
      if (name === 'global') application.useGlobalInterceptors(new Wrap());
    });
    expect(await (await send()).json()).toMatchObject({ data: { type: 'message' } });
    const response = await sendStream();
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'api_error', message: expect.stringContaining('must emit arrays of Messages stream events') },
    });
  });

  it('logs what is wrong with an interceptor that breaks a stream', async () => {
    const logger = new CollectingLogger();
    await start({ interceptors: [Wrap] }, {}, undefined, logger);
    await (await sendStream()).text();
    const error = logger.messages.find(({ level }) => level === 'error');
    expect(error?.message).toMatchObject({ message: expect.stringMatching(/^An interceptor emitted a value/) });
  });

  it('sends a list as JSON when the request asks for no stream', async () => {
    await start({ interceptors: [List] });
    const response = await send();
    expect(response.headers.get('content-type')).toMatch('application/json');
    expect(await response.json()).toMatchObject([{ type: 'message' }]);
  });

  it.each(['app', 'global'])(
    "keeps Anthropic's error format with a catch-all filter, registered as %s",
    async (name) => {
      const providers = name === 'app' ? [{ provide: APP_FILTER, useClass: CatchAllFilter }] : [];
      await start({}, { providers }, (application) => {
        if (name === 'global') application.useGlobalFilters(new CatchAllFilter());
      });
      const invalid = await send({ model: '' });
      expect(await invalid.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
      const malformed = await post(`${host?.url}/v1/messages`, '{');
      expect(malformed.status).toBe(400);
      expect(await malformed.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
      const own = await fetch(`${host?.url}/hello/fault`);
      expect([own.status, await own.json()]).toEqual([418, { filter: 'all' }]);
    },
  );

  it("runs a global filter for the host application's own exception class on the Messages API as well", async () => {
    const providers = [{ provide: APP_FILTER, useClass: QuotaFilter }];
    await start({ guards: [RecordingGuard] }, { providers });
    const response = await send(aRequest(), { 'x-quota': 'exceeded' });
    expect([response.status, await response.json()]).toEqual([402, { filter: 'quota', message: 'no quota left' }]);
    expect((await fetch(`${host?.url}/hello/quota`)).status).toBe(402);
    expect((await send()).status).toBe(200);
  });
});
