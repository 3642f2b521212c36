import { Module } from '@nestjs/common';
import type { DynamicModule, InjectionToken, Provider } from '@nestjs/common';
import { ExtensionInstances } from './extension-instances.js';
import { ACCEPTS_FORWARDED_RESPONSES, EXTENSION_GUARDS, EXTENSION_INTERCEPTORS } from './extensions.js';
import { EXTENSION_OBSERVERS } from './extensions.js';
import type { ProxyExtensions } from './extensions.js';
import { ExtensionGuards } from './extension-guards.js';
import { ExtensionInterceptors } from './extension-interceptors.js';
import { ExtensionObservers } from './extension-observers.js';
import { StartupChecks } from './startup-checks.js';

/** Holds what a host application adds to the proxy. */
@Module({
  providers: [ExtensionInstances, ExtensionGuards, ExtensionInterceptors, ExtensionObservers, StartupChecks],
})
export class ExtensionsModule {
  static register(
    { guards = [], interceptors = [], acceptsForwardedResponses = false, observers = [] }: ProxyExtensions,
    imports: NonNullable<DynamicModule['imports']>,
    providers: readonly Provider[],
  ): DynamicModule {
    const added = [...providers, ...new Set([...guards, ...interceptors, ...observers])];
    return {
      module: ExtensionsModule,
      imports,
      providers: [
        ...added,
        { provide: EXTENSION_GUARDS, useValue: guards },
        { provide: EXTENSION_INTERCEPTORS, useValue: interceptors },
        { provide: ACCEPTS_FORWARDED_RESPONSES, useValue: acceptsForwardedResponses },
        { provide: EXTENSION_OBSERVERS, useValue: observers },
      ],
      exports: added.map(tokenOf),
    };
  }
}

/** The injection token of a provider. */
export const tokenOf = (provider: Provider): InjectionToken =>
  typeof provider === 'function' ? provider : provider.provide;
