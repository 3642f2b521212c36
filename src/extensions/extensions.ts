import type { CanActivate, ModuleMetadata, NestInterceptor, Provider, Type } from '@nestjs/common';
import type { RequestObserver } from '../request-context/request-observers.js';

/** What a host application adds to the Messages API. Classes can inject the proxy's providers, `imports` and `providers`. */
export interface ProxyExtensions {
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** Additional providers. One with the token of a provider of the proxy, such as ModelMapper, replaces it. */
  readonly providers?: readonly Provider[];
  /** Run in this order after authentication. Any injection scope. */
  readonly guards?: readonly Type<CanActivate>[];
  /** The first is the outermost. They receive Messages and batches of events. Any injection scope. */
  readonly interceptors?: readonly Type<NestInterceptor>[];
  /**
   * Whether the interceptors, and the global ones of the application, accept the responses of Messages upstreams as the bytes
   * that the client receives, instead of Messages and events. Without parsing, such responses cost less time.
   */
  readonly acceptsForwardedResponses?: boolean;
  /** Are notified of each request and of its end. Singletons only. */
  readonly observers?: readonly Type<RequestObserver>[];
}

/** Injection tokens of the classes that a host application adds. */
export const EXTENSION_GUARDS = Symbol('EXTENSION_GUARDS');
export const EXTENSION_INTERCEPTORS = Symbol('EXTENSION_INTERCEPTORS');
export const ACCEPTS_FORWARDED_RESPONSES = Symbol('ACCEPTS_FORWARDED_RESPONSES');
export const EXTENSION_OBSERVERS = Symbol('EXTENSION_OBSERVERS');
