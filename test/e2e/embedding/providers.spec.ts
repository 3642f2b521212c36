import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { of, throwError } from 'rxjs';
import {
  ApiError,
  ClaudeProxyModule,
  ModelMapper,
  TokenCounter,
  UPSTREAM_DISPATCHER,
  UpstreamClient,
  UpstreamRouter,
  createProxyAdapter,
} from '../../../src/index.js';
import type { ProxyExtensions, RouteTarget } from '../../../src/index.js';
import { type HostApplication, hostModule, serve, startHost } from '../../support/host-application.js';
import { testOptions } from '../../support/options.js';
import { aRequest, post } from '../../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../../support/scripted-upstream.js';

const MODEL = Symbol('MODEL');

@Injectable()
class Settings {
  readonly suffix = '-from-settings';
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

/** Uses an imported module, an additional provider, and what the replaced class injects. */
@Injectable()
class ConfiguredMapper extends ModelMapper {
  @Inject(MODEL) private readonly model!: string;
  @Inject(Settings) private readonly settings!: Settings;

  override findUpstreamModel(): string {
    return `${this.model}${this.settings.suffix}`;
  }
}

@Injectable()
class RecordingRouter extends UpstreamRouter {
  readonly requested: string[] = [];

  override findTargets(...[model, ...rest]: Parameters<UpstreamRouter['findTargets']>): readonly RouteTarget[] {
    this.requested.push(model);
    return super.findTargets(model, ...rest);
  }
}

/** An additional provider that depends on services of the proxy. */
@Injectable()
class Budget {
  constructor(
    readonly tokens: TokenCounter,
    readonly router: UpstreamRouter,
  ) {}
}

@Injectable()
class BudgetGuard implements CanActivate {
  constructor(private readonly budget: Budget) {}

  async canActivate(): Promise<boolean> {
    const request = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] };
    return (await this.budget.tokens.countTokens(request)) === 7;
  }
}

describe('providers of an application that embeds the proxy', () => {
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

  const options = () => testOptions({ baseUrl: upstream.baseUrl });
  const start = async (extensions: ProxyExtensions): Promise<void> => {
    host = await startHost(hostModule({ imports: [ClaudeProxyModule.forRoot({ ...options(), ...extensions })] }));
    upstream.script(json(completion({ content: 'Hi' })));
  };
  const send = (): Promise<Response> => post(`${host?.url}/v1/messages`, aRequest());

  it('replace those of any feature module, with dependencies on imports and on other providers', async () => {
    await start({
      imports: [SettingsModule],
      providers: [
        { provide: MODEL, useValue: 'model' },
        { provide: ModelMapper, useClass: ConfiguredMapper },
        { provide: UpstreamRouter, useClass: RecordingRouter },
      ],
    });
    expect((await send()).status).toBe(200);
    expect(upstream.lastRequest.body['model']).toBe('model-from-settings');
    const router = host?.application.get<RecordingRouter>(UpstreamRouter, { strict: false });
    expect(router?.requested).toContain('claude-sonnet-5-5');
  });

  it('can inject services of the proxy, replaced ones included', async () => {
    const counter = { provide: TokenCounter, useValue: { countTokens: () => Promise.resolve(7) } };
    await start({ guards: [BudgetGuard], providers: [Budget, counter] });
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['itself', { provide: ModelMapper, useClass: ConfiguredMapper, scope: Scope.REQUEST }],
    ['by a dependency', { provide: ModelMapper, useClass: ConfiguredMapper }],
  ])('must be singletons where they replace one: request-scoped %s', async (_name, mapper) => {
    const model = { provide: MODEL, useFactory: () => 'm', scope: Scope.REQUEST };
    await expect(start({ imports: [SettingsModule], providers: [model, mapper] })).rejects.toThrow(
      /^The provider that replaces ModelMapper must be a singleton/,
    );
  });

  it('must be singletons where they are observers', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Ledger {}
    await expect(start({ observers: [Ledger] })).rejects.toThrow(/^The observer Ledger must be a singleton/);
  });

  it('are overridden by overrideProvider() in a test', async () => {
    const received = completion({ content: 'from the test' });
    const module = hostModule({ imports: [ClaudeProxyModule.forRoot(options())] });
    const testing = await Test.createTestingModule({ imports: [module] })
      .overrideProvider(UpstreamClient)
      .useValue({ complete: () => of(received), stream: () => throwError(() => ApiError.upstream('down')) })
      .compile();
    host = await serve(testing.createNestApplication<NestFastifyApplication>(createProxyAdapter(options())));
    expect(await (await send()).json()).toMatchObject({ content: [{ type: 'text', text: 'from the test' }] });
    const failed = await post(`${host.url}/v1/messages`, aRequest({ stream: true }));
    expect(await failed.json()).toMatchObject({ error: { type: 'api_error', message: 'down' } });
    expect(testing.get(UPSTREAM_DISPATCHER, { strict: false })).toBeDefined();
  });
});
