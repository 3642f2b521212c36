import type { CanActivate, DynamicModule, ModuleMetadata, NestInterceptor, Provider, Type } from '@nestjs/common';
import { HealthController } from '../health/health.controller.js';
import { UpstreamIndicator } from '../health/upstream.indicator.js';
import { ServiceInfoController } from '../health/service-info.controller.js';
import { MetricsController } from '../observability/metrics/metrics.controller.js';
import type { RequestObserver } from '../request-context/request-observer.js';
import { MetricsServer } from '../observability/metrics/metrics-server.js';
import { PLATFORM_GUARDS } from './platform-guards.js';
import { PLATFORM_INTERCEPTORS } from './platform-interceptors.js';
import { PLATFORM_OBSERVERS } from './platform-observers.js';
import { Tracing } from '../observability/tracing/tracing.service.js';

/** What a platform team adds to the proxy's routes. Classes are injectable, with what `imports` and `providers` offer. */
export interface ProxyExtensions {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Further providers; one with the class of a provider of the proxy, such as ModelMapper, replaces it. */
  readonly providers?: readonly Provider[];
  /** Run in this order after the key check, on the routes of the Messages API. */
  readonly guards?: readonly Type<CanActivate>[];
  /** The first is the outermost; they see Messages and batches of events. */
  readonly interceptors?: readonly Type<NestInterceptor>[];
  /** Are told what happens to each request, and once when it is over. */
  readonly observers?: readonly Type<RequestObserver>[];
  /** The whole application is the proxy: it also serves health, metrics and its description, and counts unknown paths. */
  readonly isStandalone?: boolean;
}

/** Injects whether the whole application is the proxy. */
export const IS_STANDALONE = Symbol('IS_STANDALONE');

const SERVICE_CONTROLLERS = [HealthController, ServiceInfoController, MetricsController];
const SERVICE_PROVIDERS = [Tracing, MetricsServer, UpstreamIndicator];

/** Adds a platform team's extensions to the module's definition. */
export function withExtensions(definition: DynamicModule, extensions: ProxyExtensions): DynamicModule {
  const { imports = [], providers = [], guards = [], interceptors = [], observers = [] } = extensions;
  const isStandalone = extensions.isStandalone === true;
  return {
    ...definition,
    imports: [...(definition.imports ?? []), ...imports],
    controllers: isStandalone ? SERVICE_CONTROLLERS : [],
    providers: [
      ...(definition.providers ?? []),
      ...[guards, interceptors, observers].flat(),
      listOf(PLATFORM_GUARDS, guards),
      listOf(PLATFORM_INTERCEPTORS, interceptors),
      listOf(PLATFORM_OBSERVERS, observers),
      { provide: IS_STANDALONE, useValue: isStandalone },
      ...(isStandalone ? SERVICE_PROVIDERS : []),
      ...providers,
    ],
  };
}

/** Nest injects no lists by itself. */
function listOf(token: symbol, classes: readonly Type[]): Provider {
  return { provide: token, useFactory: (...instances: unknown[]) => instances, inject: [...classes] };
}
