import type { Server } from 'node:http';
import { HttpModule } from '@nestjs/axios';
import { ConfigurableModuleBuilder, Inject, Module } from '@nestjs/common';
import type { NestModule } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import type { FastifyInstance } from 'fastify';
import { AuthGuard } from './auth/auth.guard.js';
import { CALLER_RESOLVER, type CallerResolver } from './auth/caller-resolver.js';
import { PROXY_OPTIONS } from './config/proxy-options.js';
import type { ProxyOptions } from './config/proxy-options.js';
import { DrainService } from './lifecycle/drain.service.js';
import { ActiveRequests } from './lifecycle/active-requests.js';
import { SocketTracker } from './lifecycle/socket-tracker.js';
import { ConnectionTest } from './health/connection-test.service.js';
import { DrainIndicator } from './health/drain.indicator.js';
import { LoadIndicator } from './health/load.indicator.js';
import { UpstreamModels } from './health/upstream-models.service.js';
import { AnthropicExceptionFilter } from './http/anthropic-exception.filter.js';
import { RouteRegistry } from './http/route-registry.js';
import { installRequestHooks } from './http/request-hooks.js';
import { SseInterceptor } from './http/sse.interceptor.js';
import { RequestLimiter } from './limits/request-limiter.js';
import { EventLoopMonitor } from './limits/event-loop-monitor.js';
import { installLimitHooks } from './limits/limit-hooks.js';
import { RATE_LIMIT_STORAGE, createRateLimitStorage } from './limits/rate-limit-storage.js';
import { RateLimiter } from './limits/rate-limiter.service.js';
import { AccessLog } from './observability/logging/access-log.js';
import { ConversionService } from './conversion/conversion.service.js';
import { FallbackService } from './execution/fallback.service.js';
import { AttemptService } from './execution/attempt.service.js';
import { MessagesController } from './messages/messages.controller.js';
import { RetryService } from './execution/retry.service.js';
import { IdleTimer } from './execution/idle-timer.js';
import { Metrics } from './observability/metrics/metrics.service.js';
import { ModelCatalog } from './models/model-catalog.service.js';
import { ModelsController } from './models/models.controller.js';
import { RequestLogBatcher } from './observability/request-log-batcher.js';
import { RequestObservers } from './request-context/request-observers.js';
import { IS_STANDALONE, type ProxyExtensions, withExtensions } from './platform/extensions.js';
import { PlatformGuards } from './platform/platform-guards.js';
import { PlatformInterceptors } from './platform/platform-interceptors.js';
import { PlatformObservers } from './platform/platform-observers.js';
import { ModelMapper } from './routing/model-mapper.service.js';
import { UpstreamRouter } from './routing/upstream-router.service.js';
import { TokenCounter } from './tokens/token-counter.service.js';
import { CapabilityRegistry } from './models/capability-registry.service.js';
import { UPSTREAM_DISPATCHER, createUpstreamDispatcher } from './upstream/connections/dispatcher.js';
import { UpstreamClient } from './upstream/upstream.client.js';
import { Upstreams } from './upstream/upstreams.service.js';
import { PrimaryChannel } from './workers/primary-channel.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<ProxyOptions>()
  .setClassMethodName('forRoot')
  .setExtras<ProxyExtensions>({}, withExtensions)
  .build();

/**
 * The proxy, ready to be imported into an application: `ClaudeProxyModule.forRoot({ ...options, guards, interceptors })`,
 * or `.forRootAsync({ useFactory, inject, guards, interceptors })`.
 */
@Module({
  imports: [HttpModule, TerminusModule.forRoot({ logger: false })],
  controllers: [MessagesController, ModelsController],
  providers: [
    { provide: PROXY_OPTIONS, useExisting: MODULE_OPTIONS_TOKEN },
    { provide: CALLER_RESOLVER, useExisting: AuthGuard },
    { provide: UPSTREAM_DISPATCHER, useFactory: createUpstreamDispatcher },
    { provide: RATE_LIMIT_STORAGE, useFactory: createRateLimitStorage, inject: [PROXY_OPTIONS, PrimaryChannel] },
    AccessLog,
    AnthropicExceptionFilter,
    AttemptService,
    AuthGuard,
    RequestLimiter,
    ConnectionTest,
    ConversionService,
    DrainIndicator,
    DrainService,
    RequestLogBatcher,
    EventLoopMonitor,
    FallbackService,
    RouteRegistry,
    LoadIndicator,
    Metrics,
    ModelCatalog,
    ModelMapper,
    CapabilityRegistry,
    ActiveRequests,
    SocketTracker,
    RetryService,
    PlatformGuards,
    PlatformInterceptors,
    PlatformObservers,
    PrimaryChannel,
    RateLimiter,
    RequestObservers,
    IdleTimer,
    SseInterceptor,
    TokenCounter,
    UpstreamClient,
    UpstreamModels,
    UpstreamRouter,
    Upstreams,
  ],
  exports: [
    CALLER_RESOLVER,
    PROXY_OPTIONS,
    AnthropicExceptionFilter,
    AuthGuard,
    ConversionService,
    DrainService,
    Metrics,
    ModelMapper,
    TokenCounter,
    UpstreamClient,
  ],
})
export class ClaudeProxyModule extends ConfigurableModuleClass implements NestModule {
  constructor(
    private readonly application: ApplicationConfig,
    private readonly adapterHost: HttpAdapterHost,
    private readonly sse: SseInterceptor,
    private readonly guards: PlatformGuards,
    private readonly interceptors: PlatformInterceptors,
    @Inject(CALLER_RESOLVER) private readonly callers: CallerResolver,
    @Inject(IS_STANDALONE) private readonly isStandalone: boolean,
    private readonly routes: RouteRegistry,
    private readonly observers: RequestObservers,
    private readonly drain: DrainService,
    private readonly sockets: SocketTracker,
    private readonly concurrency: RequestLimiter,
    private readonly rates: RateLimiter,
  ) {
    super();
  }

  /** Runs after every interceptor is registered and before routes are built: the sink must be outermost. */
  configure(): void {
    this.application.getGlobalInterceptors().unshift(this.sse);
    // Each layer of Nest's pipeline costs every request some time, an empty one as well.
    if (!this.guards.isEmpty) this.application.useGlobalGuards(this.guards);
    if (!this.interceptors.isEmpty) this.application.useGlobalInterceptors(this.interceptors);
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    this.sockets.follow(this.adapterHost.httpAdapter.getHttpServer() as Server);
    const { callers, routes, observers, drain, isStandalone } = this;
    installRequestHooks(fastify, { callers, routes, observers, drain, isStandalone });
    installLimitHooks(fastify, { concurrency: this.concurrency, rates: this.rates });
  }
}
