import { Injectable, Logger } from '@nestjs/common';
import type { RequestContext } from './request-context.js';
import { describeError } from '../common/describe-error.js';
import type { RequestObserver, UpstreamCallRecord } from './request-observer.js';

/** Tells all observers; one that throws spoils neither the request nor the others. */
@Injectable()
export class RequestObservers implements Required<RequestObserver> {
  private readonly logger = new Logger(RequestObservers.name);
  private readonly observers: RequestObserver[] = [];

  add(observer: RequestObserver): void {
    this.observers.push(observer);
  }

  onStart(context: RequestContext): void {
    this.tell((observer) => observer.onStart?.(context));
  }

  onUpstreamCall(context: RequestContext, call: UpstreamCallRecord): void {
    this.tell((observer) => observer.onUpstreamCall?.(context, call));
  }

  onUpstreamEnd(context: RequestContext, call: UpstreamCallRecord): void {
    this.tell((observer) => observer.onUpstreamEnd?.(context, call));
  }

  onFallback(context: RequestContext): void {
    this.tell((observer) => observer.onFallback?.(context));
  }

  onFirstToken(context: RequestContext): void {
    this.tell((observer) => observer.onFirstToken?.(context));
  }

  onEnd(context: RequestContext): void {
    this.tell((observer) => observer.onEnd?.(context));
  }

  private tell(notify: (observer: RequestObserver) => void): void {
    for (const observer of this.observers) {
      try {
        notify(observer);
      } catch (error) {
        this.logger.error(describeError(error));
      }
    }
  }
}
