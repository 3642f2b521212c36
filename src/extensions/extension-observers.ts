import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit, Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { RequestObserver } from '../request-context/request-observers.js';
import { RequestObservers } from '../request-context/request-observers.js';
import { ExtensionInstances } from './extension-instances.js';
import { EXTENSION_OBSERVERS } from './extensions.js';

/** Registers a host application's observers, after the proxy's own. */
@Injectable()
export class ExtensionObservers implements OnModuleInit {
  constructor(
    @Inject(EXTENSION_OBSERVERS) private readonly additional: readonly Type<RequestObserver>[],
    private readonly observers: RequestObservers,
    private readonly instances: ExtensionInstances,
    private readonly moduleRef: ModuleRef,
  ) {}

  onModuleInit(): void {
    for (const type of this.additional) {
      if (!this.instances.isSingleton(type)) {
        throw new Error(`The observer ${type.name} must be a singleton: remove its request or transient scope`);
      }
      this.observers.add(this.moduleRef.get<RequestObserver>(type));
    }
  }
}
