import { Injectable, Logger, Scope } from '@nestjs/common';
import type { InjectionToken, Type } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef, ModulesContainer } from '@nestjs/core';
import { isProxyAdapter } from '../http/proxy-adapter.js';

/** Stops an application that cannot serve the Messages API, with a message that says how to change it. */
@Injectable()
export class StartupChecks {
  private readonly logger = new Logger('claude-proxy');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly modules: ModulesContainer,
    private readonly moduleRef: ModuleRef,
  ) {}

  run(proxyModule: Type, replaced: readonly InjectionToken[]): void {
    this.checkAdapter();
    this.checkModuleCount(proxyModule);
    this.checkScopes(replaced);
  }

  private checkAdapter(): void {
    const adapter = this.adapterHost.httpAdapter;
    if (adapter.getType() !== 'fastify') {
      throw new Error(
        `ClaudeProxyModule requires the Fastify adapter, but the application uses ${adapter.getType()}: pass createProxyAdapter(options) to NestFactory.create()`,
      );
    }
    if (isProxyAdapter(adapter)) return;
    this.logger.warn(
      'The application was created without createProxyAdapter(): malformed HTTP requests get errors in the format of Fastify, bodies with a "__proto__" key are rejected, and the default timeouts of Fastify apply',
    );
  }

  private checkModuleCount(proxyModule: Type): void {
    const count = [...this.modules.values()].filter(({ metatype }) => metatype === proxyModule).length;
    if (count > 1) {
      throw new Error(
        `${proxyModule.name} is configured ${count} times, but an application can contain it only once: import the same dynamic module everywhere, and add upstreams to the routes file`,
      );
    }
  }

  /** The proxy keeps state, such as circuit breakers, in singletons. */
  private checkScopes(replaced: readonly InjectionToken[]): void {
    const scoped = replaced.find((token) => this.scopeOf(token) === Scope.REQUEST);
    if (scoped !== undefined) {
      throw new Error(
        `The provider that replaces ${nameOf(scoped)} must be a singleton: remove the request scope of it and of its dependencies`,
      );
    }
  }

  private scopeOf(token: InjectionToken): Scope | undefined {
    return this.moduleRef.introspect(token as Type).scope;
  }
}

const nameOf = (token: InjectionToken): string =>
  typeof token === 'function' ? token.name : typeof token === 'symbol' ? (token.description ?? '') : String(token);
