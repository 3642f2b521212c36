import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { firstValueFrom, isObservable } from 'rxjs';
import { isProxiedRequest } from '../request-context/context.decorator.js';

/** Injects the guards that a platform team added, in their order. */
export const PLATFORM_GUARDS = Symbol('PLATFORM_GUARDS');

/** Asks the platform's guards about a request to the Messages API, one after the other; the first refusal counts. */
@Injectable()
export class PlatformGuards implements CanActivate {
  constructor(@Inject(PLATFORM_GUARDS) private readonly guards: readonly CanActivate[]) {}

  get isEmpty(): boolean {
    return this.guards.length === 0;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (!isProxiedRequest(context)) return true;
    for (const guard of this.guards) {
      const verdict = guard.canActivate(context);
      if (!(await (isObservable(verdict) ? firstValueFrom(verdict) : verdict))) return false;
    }
    return true;
  }
}
