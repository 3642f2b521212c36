import { Injectable, Scope } from '@nestjs/common';
import type { ExecutionContext, Type } from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import type { ContextId } from '@nestjs/core';

/** Provides the instances of a host application's guards and interceptors in their injection scope. */
@Injectable()
export class ExtensionInstances {
  private readonly singletons = new Map<Type, unknown>();
  private readonly contextIds = new WeakMap<object, ContextId>();

  constructor(private readonly moduleRef: ModuleRef) {}

  isSingleton(type: Type): boolean {
    return this.moduleRef.introspect(type).scope === Scope.DEFAULT;
  }

  /** The singleton of the class, or the instance for this request if the class or a dependency of it is request-scoped. */
  get<Extension>(type: Type<Extension>, context: ExecutionContext): Extension | Promise<Extension> {
    if (!this.singletons.has(type)) {
      this.singletons.set(type, this.isSingleton(type) ? this.moduleRef.get<Extension>(type) : undefined);
    }
    const singleton = this.singletons.get(type) as Extension | undefined;
    return singleton ?? this.moduleRef.resolve(type, this.findContextId(context));
  }

  /** All extensions of a request share a context, so that request-scoped dependencies of them are created once. */
  private findContextId(context: ExecutionContext): ContextId {
    const request = context.switchToHttp().getRequest<object>();
    const known = this.contextIds.get(request);
    if (known) return known;
    const contextId = ContextIdFactory.getByRequest(request);
    this.moduleRef.registerRequestByContextId(Object.assign(request, contextId.payload), contextId);
    this.contextIds.set(request, contextId);
    return contextId;
  }
}
