import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, defer, from, switchAll } from 'rxjs';
import { isProxiedRequest } from '../request-context/context.decorator.js';

/** Injects the interceptors that a platform team added, the outermost first. */
export const PLATFORM_INTERCEPTORS = Symbol('PLATFORM_INTERCEPTORS');

/** Wraps a handler of the Messages API in the platform's interceptors. */
@Injectable()
export class PlatformInterceptors implements NestInterceptor {
  constructor(@Inject(PLATFORM_INTERCEPTORS) private readonly interceptors: readonly NestInterceptor[]) {}

  get isEmpty(): boolean {
    return this.interceptors.length === 0;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!isProxiedRequest(context)) return next.handle();
    return this.interceptors.reduceRight((inner, interceptor) => wrap(interceptor, context, inner), next).handle();
  }
}

/** An interceptor may take its time before it calls the next one. */
function wrap(interceptor: NestInterceptor, context: ExecutionContext, next: CallHandler): CallHandler {
  return { handle: () => defer(() => from(Promise.resolve(interceptor.intercept(context, next))).pipe(switchAll())) };
}
