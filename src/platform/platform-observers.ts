import { Inject, Injectable } from '@nestjs/common';
import type { RequestObserver } from '../request-context/request-observer.js';
import { RequestObservers } from '../request-context/request-observers.js';

/** Injects the observers that a platform team added. */
export const PLATFORM_OBSERVERS = Symbol('PLATFORM_OBSERVERS');

/** Has the platform's observers told of each request, after the proxy's own. */
@Injectable()
export class PlatformObservers {
  constructor(observers: RequestObservers, @Inject(PLATFORM_OBSERVERS) additional: readonly RequestObserver[]) {
    for (const observer of additional) observers.add(observer);
  }
}
