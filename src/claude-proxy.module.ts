import type { Server } from 'node:http';
import { ConfigurableModuleBuilder, Inject, Module } from '@nestjs/common';
import type { InjectionToken, NestModule, Type } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModuleRef } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AuthGuard } from './auth/auth.guard.js';
import { RequestAuthenticator } from './auth/request-authenticator.js';
import { PROXY_OPTIONS, type ProxyOptions } from './config/proxy-options.js';
import { usesMessagesUpstreams } from './config/messages-upstreams.js';
import { REPLACED_TOKENS, composeModules } from './compose-modules.js';
import { AttemptService } from './execution/attempt.service.js';
import { keepRawBodies } from './http/raw-body.js';
import { RequestHooks } from './http/request-hooks.js';
import { SseInterceptor } from './http/sse.interceptor.js';
import { SocketTracker } from './lifecycle/socket-tracker.js';
import { LimitHooks } from './limits/limit-hooks.js';
import type { ProxyExtensions } from './extensions/extensions.js';
import { ExtensionGuards } from './extensions/extension-guards.js';
import { ExtensionInterceptors } from './extensions/extension-interceptors.js';
import { StartupChecks } from './extensions/startup-checks.js';

const noExtensions: Required<ProxyExtensions> = {
  imports: [],
  providers: [],
  guards: [],
  interceptors: [],
  acceptsForwardedResponses: false,
  observers: [],
};

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<ProxyOptions>({
  optionsInjectionToken: PROXY_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<ProxyExtensions>(noExtensions, composeModules)
  .build();

/**
 * The Messages API for a Nest application: `ClaudeProxyModule.forRoot({ ...options, guards, interceptors })`, or
 * `.forRootAsync({ useFactory, inject, guards, interceptors })`.
 */
@Module({})
export class ClaudeProxyModule extends ConfigurableModuleClass implements NestModule {
  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly application: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    @Inject(REPLACED_TOKENS) private readonly replaced: readonly InjectionToken[],
  ) {
    super();
  }

  /** Runs after the host application has registered its global guards and interceptors, and before routes are built. */
  configure(): void {
    this.find(StartupChecks).run(ClaudeProxyModule, this.replaced);
    const hasGlobalInterceptors = this.hasGlobalInterceptors();
    // Outermost, so that the host application's interceptors receive events: Nest offers no other way to be the first.
    this.application.getGlobalInterceptors().unshift(this.find(SseInterceptor));
    const guards = this.find(ExtensionGuards);
    const interceptors = this.find(ExtensionInterceptors);
    // Each layer of Nest's pipeline costs every request some time, even an empty one.
    if (!guards.isEmpty) this.application.useGlobalGuards(guards);
    if (!interceptors.isEmpty) this.application.useGlobalInterceptors(interceptors);
    const hasReaders = hasGlobalInterceptors || !interceptors.isEmpty;
    this.find(AttemptService).readsEvents = hasReaders && !interceptors.acceptForwardedResponses;
    this.installHooks();
  }

  private hasGlobalInterceptors(): boolean {
    const { application } = this;
    return application.getGlobalInterceptors().length + application.getGlobalRequestInterceptors().length > 0;
  }

  private installHooks(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    this.find(SocketTracker).follow(this.adapterHost.httpAdapter.getHttpServer() as Server);
    const hooks = this.find(RequestHooks);
    // `overrideGuard(AuthGuard)` of a test replaces the guard in every module that uses it, but not the hook.
    const guards = this.moduleRef.get<unknown>(AuthGuard, { strict: false, each: true });
    if (!guards.every((guard) => guard instanceof AuthGuard)) this.find(RequestAuthenticator).acceptAllCallers();
    hooks.install(fastify);
    this.find(LimitHooks).install(fastify);
    if (usesMessagesUpstreams(this.moduleRef.get<ProxyOptions>(PROXY_OPTIONS, { strict: false })))
      keepRawBodies(fastify);
  }

  private find<Provider>(type: Type<Provider>): Provider {
    return this.moduleRef.get(type, { strict: false });
  }
}
