import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { firstValueFrom, isObservable } from 'rxjs';

/** Injects the guards that a platform team added, in their order. */
export const PLATFORM_GUARDS = Symbol('PLATFORM_GUARDS');

/** Asks the platform's guards one after the other; the first refusal counts. */
@Injectable()
export class PlatformGuards implements CanActivate {
  constructor(@Inject(PLATFORM_GUARDS) private readonly guards: readonly CanActivate[]) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.guards.length === 0 || this.ask(context);
  }

  private async ask(context: ExecutionContext): Promise<boolean> {
    for (const guard of this.guards) {
      const verdict = guard.canActivate(context);
      if (!(await (isObservable(verdict) ? firstValueFrom(verdict) : verdict))) return false;
    }
    return true;
  }
}
