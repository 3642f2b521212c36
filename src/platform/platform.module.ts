import { Module } from '@nestjs/common';
import type { DynamicModule, InjectionToken, Provider } from '@nestjs/common';
import { ExtensionInstances } from './extension-instances.js';
import { PLATFORM_GUARDS, PLATFORM_INTERCEPTORS, PLATFORM_OBSERVERS } from './extensions.js';
import type { ProxyExtensions } from './extensions.js';
import { PlatformGuards } from './platform-guards.js';
import { PlatformInterceptors } from './platform-interceptors.js';
import { PlatformObservers } from './platform-observers.js';
import { StartupChecks } from './startup-checks.js';

/** Holds what a host application adds to the proxy. */
@Module({
  providers: [ExtensionInstances, PlatformGuards, PlatformInterceptors, PlatformObservers, StartupChecks],
})
export class PlatformModule {
  static register(
    { guards = [], interceptors = [], observers = [] }: ProxyExtensions,
    imports: NonNullable<DynamicModule['imports']>,
    providers: readonly Provider[],
  ): DynamicModule {
    const added = [...providers, ...new Set([...guards, ...interceptors, ...observers])];
    return {
      module: PlatformModule,
      imports,
      providers: [
        ...added,
        { provide: PLATFORM_GUARDS, useValue: guards },
        { provide: PLATFORM_INTERCEPTORS, useValue: interceptors },
        { provide: PLATFORM_OBSERVERS, useValue: observers },
      ],
      exports: added.map(tokenOf),
    };
  }
}

/** The injection token of a provider. */
export const tokenOf = (provider: Provider): InjectionToken =>
  typeof provider === 'function' ? provider : provider.provide;
