import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, defer, from, switchAll } from 'rxjs';

/** Injects the interceptors that a platform team added, the outermost first. */
export const PLATFORM_INTERCEPTORS = Symbol('PLATFORM_INTERCEPTORS');

/** Wraps the handler in the platform's interceptors. */
@Injectable()
export class PlatformInterceptors implements NestInterceptor {
  constructor(@Inject(PLATFORM_INTERCEPTORS) private readonly interceptors: readonly NestInterceptor[]) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return this.interceptors.reduceRight((inner, interceptor) => wrap(interceptor, context, inner), next).handle();
  }
}

/** An interceptor may take its time before it calls the next one. */
function wrap(interceptor: NestInterceptor, context: ExecutionContext, next: CallHandler): CallHandler {
  return { handle: () => defer(() => from(Promise.resolve(interceptor.intercept(context, next))).pipe(switchAll())) };
}
