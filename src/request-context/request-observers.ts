import { Injectable, Logger } from '@nestjs/common';
import type { RequestRecord } from './request-record.js';
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

  onStart(record: RequestRecord): void {
    this.tell((observer) => observer.onStart?.(record));
  }

  onUpstreamCall(record: RequestRecord, call: UpstreamCallRecord): void {
    this.tell((observer) => observer.onUpstreamCall?.(record, call));
  }

  onUpstreamEnd(record: RequestRecord, call: UpstreamCallRecord): void {
    this.tell((observer) => observer.onUpstreamEnd?.(record, call));
  }

  onFallback(record: RequestRecord): void {
    this.tell((observer) => observer.onFallback?.(record));
  }

  onFirstToken(record: RequestRecord): void {
    this.tell((observer) => observer.onFirstToken?.(record));
  }

  onEnd(record: RequestRecord): void {
    this.tell((observer) => observer.onEnd?.(record));
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
