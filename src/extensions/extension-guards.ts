import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { firstValueFrom, isObservable } from 'rxjs';
import { isProxiedRequest } from '../request-context/request-accessors.js';
import { ExtensionInstances } from './extension-instances.js';
import { EXTENSION_GUARDS } from './extensions.js';

/** Runs a host application's guards on the routes of the Messages API. The first one that returns false ends the request. */
@Injectable()
export class ExtensionGuards implements CanActivate {
  constructor(
    @Inject(EXTENSION_GUARDS) private readonly guards: readonly Type<CanActivate>[],
    private readonly instances: ExtensionInstances,
  ) {}

  get isEmpty(): boolean {
    return this.guards.length === 0;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!isProxiedRequest(context)) return true;
    for (const type of this.guards) {
      const guard = await this.instances.get(type, context);
      const result = guard.canActivate(context);
      if (!(await (isObservable(result) ? firstValueFrom(result) : result))) return false;
    }
    return true;
  }
}
