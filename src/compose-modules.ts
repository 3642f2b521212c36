import type { DynamicModule, InjectionToken, Provider, Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { AuthModule } from './auth/auth.module.js';
import { PROXY_OPTIONS } from './config/proxy-options.js';
import { ProxyOptionsModule } from './config/proxy-options.module.js';
import { ConversionModule } from './conversion/conversion.module.js';
import { ExecutionModule } from './execution/execution.module.js';
import { ProxyHttpModule } from './http/proxy-http.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ModelsModule } from './models/models.module.js';
import { ObservabilityModule } from './observability/observability.module.js';
import type { ProxyExtensions } from './extensions/extensions.js';
import { ExtensionsModule, tokenOf } from './extensions/extensions.module.js';
import { RequestContextModule } from './request-context/request-context.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UpstreamModule } from './upstream/upstream.module.js';
import { WorkersModule } from './workers/workers.module.js';

/** Injection token of the list of the proxy's providers that a host application replaces. */
export const REPLACED_TOKENS = Symbol('REPLACED_TOKENS');

/** Each feature module with the feature modules that it imports. */
const FEATURES: readonly (readonly [Type, ...Type[]])[] = [
  [RequestContextModule],
  [WorkersModule],
  [AuthModule],
  [LifecycleModule],
  [ProxyHttpModule, AuthModule, LifecycleModule, RequestContextModule],
  [LimitsModule, AuthModule, WorkersModule],
  [ConversionModule],
  [UpstreamModule],
  [RoutingModule, UpstreamModule],
  [ModelsModule, AuthModule, ProxyHttpModule, RoutingModule],
  [TokensModule],
  [ExecutionModule, ConversionModule, ModelsModule, RoutingModule],
  [
    MessagesModule,
    ...[AuthModule, ProxyHttpModule, ExecutionModule, ModelsModule, RoutingModule, TokensModule, UpstreamModule],
  ],
  [ObservabilityModule, LimitsModule, RequestContextModule, WorkersModule],
];

/** Composes the feature modules with the options and the extensions of a host application. */
export function composeModules(definition: DynamicModule, extensions: ProxyExtensions): DynamicModule {
  const hostImports = [...(definition.imports ?? []), ...(extensions.imports ?? [])];
  const options: DynamicModule = {
    module: ProxyOptionsModule,
    imports: hostImports,
    providers: definition.providers ?? [],
    exports: [PROXY_OPTIONS],
  };
  const { features, host, replaced } = composeFeatures(options, hostImports, extensions);
  return {
    module: definition.module,
    imports: [options, host, ...features],
    providers: [{ provide: REPLACED_TOKENS, useValue: replaced }],
    exports: [ProxyOptionsModule, ExtensionsModule, ...features.map(({ module }) => module)],
  };
}

function composeFeatures(
  options: DynamicModule,
  hostImports: NonNullable<DynamicModule['imports']>,
  extensions: ProxyExtensions,
): { features: readonly DynamicModule[]; host: DynamicModule; replaced: readonly InjectionToken[] } {
  const { providers = [] } = extensions;
  const owned = new Map(FEATURES.map(([feature]) => [feature, tokensOf(feature)]));
  const replacesOne = (provider: Provider): boolean =>
    [...owned.values()].some((tokens) => tokens.includes(tokenOf(provider)));
  // The modules import each other: guards inject services of the proxy, which depend on replaced and additional providers.
  const extensionImports: NonNullable<DynamicModule['imports']> = [options, ...hostImports];
  const host = ExtensionsModule.register(
    extensions,
    extensionImports,
    providers.filter((provider) => !replacesOne(provider)),
  );
  const features = new Map<Type, DynamicModule>();
  for (const [feature, ...imports] of FEATURES) {
    const imported = imports.flatMap((type) => features.get(type) ?? []);
    features.set(feature, {
      module: feature,
      imports: [options, host, ...hostImports, ...imported],
      providers: providers.filter((provider) => owned.get(feature)?.includes(tokenOf(provider))),
    });
  }
  extensionImports.push(...features.values());
  return {
    features: [...features.values()],
    host,
    replaced: providers.filter(replacesOne).map(tokenOf),
  };
}

/** The injection tokens of a module's own providers. */
function tokensOf(module: Type): readonly InjectionToken[] {
  const providers = (Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module) ?? []) as readonly Provider[];
  return providers.map(tokenOf);
}
