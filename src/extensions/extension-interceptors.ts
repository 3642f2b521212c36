import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor, Type } from '@nestjs/common';
import { type Observable, defer, switchAll } from 'rxjs';
import { isProxiedRequest } from '../request-context/request-accessors.js';
import { ExtensionInstances } from './extension-instances.js';
import { ACCEPTS_FORWARDED_RESPONSES, EXTENSION_INTERCEPTORS } from './extensions.js';

/** Runs a host application's interceptors on the routes of the Messages API. */
@Injectable()
export class ExtensionInterceptors implements NestInterceptor {
  constructor(
    @Inject(EXTENSION_INTERCEPTORS) private readonly interceptors: readonly Type<NestInterceptor>[],
    @Inject(ACCEPTS_FORWARDED_RESPONSES) readonly acceptForwardedResponses: boolean,
    private readonly instances: ExtensionInstances,
  ) {}

  get isEmpty(): boolean {
    return this.interceptors.length === 0;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!isProxiedRequest(context)) return next.handle();
    return this.interceptors.reduceRight((inner, type) => this.wrap(type, context, inner), next).handle();
  }

  private wrap(type: Type<NestInterceptor>, context: ExecutionContext, next: CallHandler): CallHandler {
    const intercept = async (): Promise<Observable<unknown>> => {
      const interceptor = await this.instances.get(type, context);
      return interceptor.intercept(context, next);
    };
    return { handle: () => defer(intercept).pipe(switchAll()) };
  }
}
